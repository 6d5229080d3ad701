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
}

export function rulerOf(of: Float64Array): Ruler {
  const sum = of.reduce((all, one) => all + one, 0);
  const squares = of.reduce((all, one) => all + one * one, 0);
  return { of, sum, unevenness: sum === 0 ? 1 : squares / (sum * sum) };
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

function variance(values: Float64Array, at: number, { of, sum }: Ruler, rate: number): number {
  const count = of.length;
  if (count < 2) return 0;
  let squares = 0;
  for (let cluster = 0; cluster < count; cluster++) {
    const off = (values[at + cluster] as number) - rate * (of[cluster] as number);
    squares += off * off;
  }
  return ((count / (count - 1)) * squares) / (sum * sum);
}
