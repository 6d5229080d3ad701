import { upperQuantile, upperTail } from './special.js';
import type { Outcome, ServiceVerdict } from './types.js';

/** Bytes of the heap in use by an instance: instances compared, as for CPU per request. */
export interface HeapVerdict extends ServiceVerdict {
  readonly baseInstances: number;
  readonly instances: number;
}

export interface HeapOptions {
  /** How often "regressed" may be said of versions that are the same. */
  readonly q: number;
  /**
   * What grows, or shrinks, by no more is none: how full a heap is depends on the time of the day, by a little. Default
   * 0.05.
   */
  readonly least?: number;
  /** False where the base has run longer: that it holds more says nothing then. Default true. */
  readonly canShrink?: boolean;
}

/** What two processes of one version differ by at least, however near two of them happen to be. */
const LEAST_DEVIATION = 0.01;

/**
 * Whether instances of one version hold more than those of another, by Welch's test on the logarithms: as many values
 * as there are instances, whatever the number of windows. Null with fewer than two a side, of which nobody can say by
 * how much they differ anyway.
 *
 * @param base, comparison what each instance holds, in bytes.
 */
export function heapVerdict(
  base: readonly number[],
  comparison: readonly number[],
  { q, least = 0.05, canShrink = true }: HeapOptions,
): HeapVerdict | null {
  if (base.length < 2 || comparison.length < 2) return null;
  const [before, after] = [sideOf(base), sideOf(comparison)];
  const log = after.mean - before.mean;
  const [a, b] = [before.variance / base.length, after.variance / comparison.length];
  const se = Math.sqrt(a + b);
  const df = (a + b) ** 2 / (a ** 2 / (base.length - 1) + b ** 2 / (comparison.length - 1));
  const beyond = Math.log1p(least);
  const p = upperTail((log - beyond) / se, df);
  const shrank = canShrink && upperTail((-log - beyond) / se, df) <= q;
  const outcome: Exclude<Outcome, 'undecided'> = p <= q ? 'regressed' : shrank ? 'improved' : 'unchanged';
  const reach = upperQuantile(0.025, df) * se;
  return {
    outcome,
    ...{ base: Math.exp(before.mean), comparison: Math.exp(after.mean) },
    ...{ change: Math.expm1(log), low: Math.expm1(log - reach), high: Math.expm1(log + reach) },
    ...{ t: log / se, df, p, baseInstances: base.length, instances: comparison.length },
  };
}

function sideOf(bytes: readonly number[]): { mean: number; variance: number } {
  const logs = bytes.map(Math.log);
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
  const squares = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return { mean, variance: Math.max(LEAST_DEVIATION ** 2, squares / (logs.length - 1)) };
}
