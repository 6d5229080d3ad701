/** What the agent does, and how often: what it may shed to keep its cost within the budget. */
export interface Levels {
  readonly cpuHz: number;
  readonly intervalMs: number;
  /** Samples carry labels. */
  readonly labels: boolean;
  /** Heap snapshots are taken at all. The sampler stays on: what it misses once it never sees. */
  readonly heap: boolean;
  /** Every so many windows carries a heap snapshot. 1: each. */
  readonly heapEvery: number;
}

/** Where the policy stands. */
export interface BudgetState {
  /** How many steps are taken down from what was configured: an argument of `levelsAt`. */
  readonly step: number;
  /** Cheap windows in a row. */
  readonly calm: number;
  /** How many cheap windows it takes to step up. Doubles with each step up that did not hold. */
  readonly patience: number;
  /** Windows for which the last step up is on trial still. */
  readonly trial: number;
  /** The window now running began with a change: its cost is of neither level. */
  readonly settling: boolean;
}

const FIRST_PATIENCE = 5;
const LONGEST_PATIENCE = 80;

/** A window is cheap below this share of the budget: what is given back has its own cost. */
const CHEAP = 0.5;

const LONGEST_INTERVAL_MS = 3_600_000;

const halfTheRate = (levels: Levels): Levels => ({ ...levels, cpuHz: Math.max(1, Math.round(levels.cpuHz / 2)) });
const fewerHeaps = (levels: Levels): Levels => ({ ...levels, heapEvery: levels.heapEvery * 4 });
const longerWindows = (levels: Levels): Levels => ({
  ...levels,
  intervalMs: Math.min(levels.intervalMs * 2, Math.max(levels.intervalMs, LONGEST_INTERVAL_MS)),
});

/** What each step sheds, first to last. The rate comes last: V8 changes it by a restart, which walks the whole heap. */
const STEPS: readonly ((levels: Levels) => Levels)[] = [
  (levels) => ({ ...levels, labels: false }),
  fewerHeaps,
  longerWindows,
  fewerHeaps,
  longerWindows,
  (levels) => ({ ...levels, heap: false }),
  halfTheRate,
  halfTheRate,
  halfTheRate,
];

export const FIRST_STATE: BudgetState = { step: 0, calm: 0, patience: FIRST_PATIENCE, trial: 0, settling: false };

/** The levels so many steps down from the configured ones. Beyond the last step there is nothing left to shed. */
export function levelsAt(configured: Levels, step: number): Levels {
  return STEPS.slice(0, step).reduce((levels, shed) => shed(levels), configured);
}

/**
 * The state after a window that cost `costShare` of one core.
 *
 * - Over budget: one step down.
 * - At most half the budget for `patience` windows in a row: one step up. Should that not hold for as many windows, the
 *   next one takes twice the patience, so that a cost near the budget does not swing for ever.
 * - The first window after a step is not judged.
 */
export function nextLevel(state: BudgetState, costShare: number, budget: number): BudgetState {
  if (state.settling) return { ...state, settling: false };
  const { step, patience } = state;
  const trial = Math.max(0, state.trial - 1);
  if (costShare > budget) {
    if (step === STEPS.length) return { ...state, calm: 0, trial };
    const relapse = state.trial > 0;
    const longer = relapse ? Math.min(patience * 2, LONGEST_PATIENCE) : patience;
    return { step: step + 1, calm: 0, patience: longer, trial: 0, settling: true };
  }
  const held = state.trial === 1 ? FIRST_PATIENCE : patience;
  const calm = costShare <= budget * CHEAP ? state.calm + 1 : 0;
  if (calm < patience || step === 0) return { ...state, calm, patience: held, trial };
  return { step: step - 1, calm: 0, patience, trial: patience, settling: true };
}
