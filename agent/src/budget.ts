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

/** What a window cost, by what caused it, as shares of one core. */
export interface CostShares {
  /** Reading and writing CPU profiles. */
  readonly cpu: number;
  /** Reading and writing heap profiles. */
  readonly heap: number;
  /** All else that is done once a window. */
  readonly other: number;
  /** V8's CPU sampler, which costs the same in every moment. */
  readonly sampler: number;
}

/** Where the policy stands. */
export interface BudgetState {
  /** What was shed, in order: indices of `STEPS`. */
  readonly shed: readonly number[];
  /** Windows over budget in a row. */
  readonly over: number;
  /** Cheap windows in a row. */
  readonly calm: number;
  /** How many cheap windows it takes to give something back. Doubles each time that did not hold. */
  readonly patience: number;
  /** Windows for which what was given back last is on trial still. */
  readonly trial: number;
  /** The window now running began with a change: its cost is that of neither side. */
  readonly settling: boolean;
}

interface Step {
  /** What is left of the levels. */
  readonly apply: (levels: Levels) => Levels;
  /** An estimate of what it saves. */
  readonly saves: (cost: CostShares) => number;
}

const FIRST_PATIENCE = 5;
const LONGEST_PATIENCE = 80;

/** One window may cost more because the machine was busy. */
const MOST_OVER = 2;

/** A window is cheap up to this share of the budget: what is given back has its own cost. */
const CHEAP = 0.7;

/** A step that saves less of the cost would be a loss for nothing. */
const WORTHWHILE = 0.1;

const LONGEST_INTERVAL_MS = 3_600_000;

const NO_LABELS: Step = {
  apply: (levels) => ({ ...levels, labels: false }),
  // Labels make more samples of the same stacks.
  saves: ({ cpu }) => cpu / 3,
};
const FEWER_HEAPS: Step = {
  apply: (levels) => ({ ...levels, heapEvery: levels.heapEvery * 4 }),
  saves: ({ heap }) => heap * (3 / 4),
};
const LONGER_WINDOWS: Step = {
  apply: (levels) => ({
    ...levels,
    intervalMs: Math.max(levels.intervalMs, Math.min(levels.intervalMs * 2, LONGEST_INTERVAL_MS)),
  }),
  saves: ({ cpu, heap, other }) => (cpu + heap + other) / 2,
};
const NO_HEAPS: Step = { apply: (levels) => ({ ...levels, heap: false }), saves: ({ heap }) => heap };
const HALF_THE_RATE: Step = {
  apply: (levels) => ({ ...levels, cpuHz: Math.max(1, Math.round(levels.cpuHz / 2)) }),
  saves: ({ sampler }) => sampler / 2,
};

/** First to last. The rate is the last: V8 changes it by a restart of the profiler, which walks the whole heap. */
const STEPS: readonly Step[] = [
  NO_LABELS,
  FEWER_HEAPS,
  LONGER_WINDOWS,
  FEWER_HEAPS,
  LONGER_WINDOWS,
  NO_HEAPS,
  HALF_THE_RATE,
  HALF_THE_RATE,
  HALF_THE_RATE,
];

export const FIRST_STATE: BudgetState = {
  shed: [],
  over: 0,
  calm: 0,
  patience: FIRST_PATIENCE,
  trial: 0,
  settling: false,
};

/** The levels after what was shed. */
export function levelsOf(configured: Levels, { shed }: BudgetState): Levels {
  return shed.reduce((levels, step) => (STEPS[step] as Step).apply(levels), configured);
}

export function totalCost({ cpu, heap, other, sampler }: CostShares): number {
  return cpu + heap + other + sampler;
}

/**
 * The state after a window with this cost. `budget` is a share of one core.
 *
 * - Twice in a row over budget: the first step that is worthwhile and not taken yet is taken. If none is, all is as
 *   cheap as it gets.
 * - Well below it for `patience` windows in a row: the last step is taken back. Should that not hold for as many windows,
 *   the next time takes twice the patience, so that a cost near the budget does not swing for ever.
 * - The first window after a change is not judged.
 */
export function nextLevel(state: BudgetState, cost: CostShares, budget: number): BudgetState {
  if (state.settling) return { ...state, settling: false };
  const { shed, patience } = state;
  const total = totalCost(cost);
  const trial = Math.max(0, state.trial - 1);
  if (total > budget) {
    if (state.over + 1 < MOST_OVER) return { ...state, over: state.over + 1, calm: 0, trial };
    const next = STEPS.findIndex((step, i) => !shed.includes(i) && step.saves(cost) >= total * WORTHWHILE);
    if (next === -1) return { ...state, over: 0, calm: 0, trial };
    const longer = state.trial > 0 ? Math.min(patience * 2, LONGEST_PATIENCE) : patience;
    return { shed: [...shed, next], over: 0, calm: 0, patience: longer, trial: 0, settling: true };
  }
  const held = state.trial === 1 ? FIRST_PATIENCE : patience;
  const calm = total <= budget * CHEAP ? state.calm + 1 : 0;
  if (calm < patience || shed.length === 0) return { ...state, over: 0, calm, patience: held, trial };
  return { shed: shed.slice(0, -1), over: 0, calm: 0, patience, trial: patience, settling: true };
}
