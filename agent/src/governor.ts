import { performance } from 'node:perf_hooks';
import { FIRST_STATE, type Levels, levelsOf, nextLevel, totalCost } from './budget.js';
import type { Cost } from './cost.js';
import { say } from './log.js';

/** Keeps the cost of the agent in this thread within the budget. */
export interface Governor {
  readonly levels: Levels;
  /** How many steps below what was configured. */
  readonly level: number;
  /** Judges a window by its cost. True if the levels changed. */
  judge(cost: Cost): boolean;
}

/** While a process starts, the agent's code is compiled along with everything else. */
const WARM_UP_MS = 5000;

/** Windows cut short by a flush have the cost of whole ones. */
const SHORTEST = 0.5;

/** @param budget a share of one core. */
export function startGovernor(configured: Levels, budget: number): Governor {
  const startMs = performance.now();
  let state = FIRST_STATE;
  let levels = configured;
  let said = false;
  return {
    get levels() {
      return levels;
    },
    get level() {
      return state.shed.length;
    },
    judge({ windowMs, shares }) {
      if (performance.now() - startMs < WARM_UP_MS || windowMs < configured.intervalMs * SHORTEST) return false;
      const before = state.shed.length;
      state = nextLevel(state, shares, budget);
      if (state.shed.length === before) return false;
      levels = levelsOf(configured, state);
      if (!said) say(`${saying(totalCost(shares), budget)}: doing less until it is (see agentLevel)`);
      said = true;
      return true;
    },
  };
}

function saying(share: number, budget: number): string {
  const percent = (of: number) => `${Number((of * 100).toPrecision(2))} %`;
  return `profiling costs ${percent(share)} of a core, PERF_OVERHEAD_BUDGET is ${percent(budget)}`;
}
