import { CART_SHARE } from './jitter.js';

/** The functions that are made slower (points.ts): one that V8 inlines, and one that it cannot. */
export type Part = 'small' | 'rule';

/** Rounds of work for each line of a cart. */
export type Rounds = Readonly<Record<Part, number>>;

/** CPU time spent in either part so far, by one process, and the carts it was spent for. */
export interface Spent {
  readonly carts: number;
  readonly smallMicros: number;
  readonly ruleMicros: number;
}

/** What is needed to turn shares of CPU into rounds, and back. */
export interface Calibration {
  /** CPU seconds that a further round costs, for each cart. */
  readonly secondsPerRound: Readonly<Record<Part, number>>;
  /** CPU seconds of a request on average, the agent's part and idle time's included. */
  readonly secondsPerRequest: number;
}

/** What a cart took at each of two numbers of rounds. */
export function secondsPerRound(part: Part, few: readonly [Rounds, Spent], many: readonly [Rounds, Spent]): number {
  const perCart = ({ carts, smallMicros, ruleMicros }: Spent) =>
    (part === 'small' ? smallMicros : ruleMicros) / 1e6 / carts;
  return (perCart(many[1]) - perCart(few[1])) / (many[0][part] - few[0][part]);
}

/** What several processes spent between two moments of each. */
export function spentBetween(processes: readonly (readonly [from: Spent, until: Spent])[]): Spent {
  const sum = (of: keyof Spent) => processes.reduce((all, [from, until]) => all + until[of] - from[of], 0);
  return { carts: sum('carts'), smallMicros: sum('smallMicros'), ruleMicros: sum('ruleMicros') };
}

/** The rounds that cost a share of all CPU. */
export function roundsFor(share: number, part: Part, calibration: Calibration): number {
  return Math.round((share * calibration.secondsPerRequest) / (CART_SHARE * calibration.secondsPerRound[part]));
}

/** The share of CPU that rounds cost where a request takes so long; the inverse of `roundsFor`. */
export function shareOf(rounds: number, part: Part, calibration: Calibration): number {
  return (rounds * CART_SHARE * calibration.secondsPerRound[part]) / calibration.secondsPerRequest;
}
