import type { FeatureTable } from './features.js';

/** Two sets of clusters, and what their samples are divided by. */
export interface Sides {
  readonly base: FeatureTable;
  readonly comparison: FeatureTable;
  readonly baseRuler: Ruler;
  readonly comparisonRuler: Ruler;
}

/** The denominators of a side's clusters, scaled to the reference frame. */
export interface Ruler {
  readonly of: Float64Array;
  readonly sum: number;
  /** sum of squares / square of the sum: 1 / clusters where all are alike. */
  readonly unevenness: number;
  /** What squares of deviations are multiplied by to be a variance: clusters / (clusters - 1) where all are alike. */
  readonly correction: number;
  /** Degrees of freedom of that variance: clusters - 1 where all are alike, fewer where one has most; 0 for one cluster. */
  readonly freedom: number;
}

/**
 * The rate of a side is nearly that of its largest cluster, from which that one cannot deviate. With w a cluster's part of
 * the sum, deviations are M = (I - w1')' W² (I - w1') of the clusters' rates: its trace says how much smaller they are than the
 * rates' variance, and trace² / trace of M² is Satterthwaite's number of degrees of freedom.
 */
export function rulerOf(of: Float64Array): Ruler {
  const sum = of.reduce((all, one) => all + one, 0);
  if (of.length < 2 || !(sum > 0)) return { of, sum, unevenness: 1, correction: 0, freedom: 0 };
  const power = (k: number) => of.reduce((all, one) => all + (one / sum) ** k, 0);
  const [s2, s3, s4, s5] = [power(2), power(3), power(4), power(5)];
  const trace = s2 - 2 * s3 + s2 * s2;
  const squared = s4 + 2 * s3 * s3 + 4 * s2 * s4 + s2 ** 4 - 4 * s5 - 4 * s2 * s2 * s3;
  const freedom = Math.min(of.length - 1, Math.max(1, (trace * trace) / squared || 1));
  return { of, sum, unevenness: s2, correction: s2 / trace, freedom };
}

/** As many clusters of equal size as say no less: two, of which one has a fifth of the other's samples, are 1.4. */
const LEAST_CLUSTERS = 1.5;

/** Whether one cluster has nearly all, so that how much clusters vary cannot be seen. */
export function isNearlyOne({ unevenness }: Ruler): boolean {
  return 1 / unevenness < LEAST_CLUSTERS;
}

/** What is known of a row before any model: its rates, and how they vary from cluster to cluster. */
export interface RowFacts {
  /** Samples. */
  readonly a: number;
  readonly b: number;
  readonly rateA: number;
  readonly rateB: number;
  readonly pooled: number;
  /** Variances of the rates as seen between clusters, 0 for a side of one cluster. */
  readonly varianceA: number;
  readonly varianceB: number;
}

export function rowFacts({ base, comparison, baseRuler, comparisonRuler }: Sides, row: number): RowFacts {
  return factsOf(
    base.value,
    row * base.clusters,
    baseRuler,
    comparison.value,
    row * comparison.clusters,
    comparisonRuler,
  );
}

export function factsOf(
  base: Float64Array,
  baseAt: number,
  baseRuler: Ruler,
  comparison: Float64Array,
  comparisonAt: number,
  comparisonRuler: Ruler,
): RowFacts {
  const a = sumOf(base, baseAt, baseRuler.of.length);
  const b = sumOf(comparison, comparisonAt, comparisonRuler.of.length);
  const rateA = a / baseRuler.sum;
  const rateB = b / comparisonRuler.sum;
  return {
    a,
    b,
    rateA,
    rateB,
    pooled: (a + b) / (baseRuler.sum + comparisonRuler.sum),
    varianceA: variance(base, baseAt, baseRuler, rateA),
    varianceB: variance(comparison, comparisonAt, comparisonRuler, rateB),
  };
}

function sumOf(values: Float64Array, at: number, count: number): number {
  let sum = 0;
  for (let cluster = 0; cluster < count; cluster++) sum += values[at + cluster] as number;
  return sum;
}

function variance(values: Float64Array, at: number, { of, sum, correction }: Ruler, rate: number): number {
  if (correction === 0) return 0;
  let squares = 0;
  for (let cluster = 0; cluster < of.length; cluster++) {
    const off = (values[at + cluster] as number) - rate * (of[cluster] as number);
    squares += off * off;
  }
  return (correction * squares) / (sum * sum);
}
