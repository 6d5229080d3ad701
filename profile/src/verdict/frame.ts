import { type FeatureTable, rowSums, samplesOf } from './features.js';
import { weightedMedian } from './order.js';

/** Functions that weigh anything in a median of ratios: the others have too few samples. */
const MOST_FUNCTIONS = 400;
const MOST_WEIGHT = 50;

/**
 * What samples are divided by so that what did not change reads the same in all clusters of both sides: each cluster's
 * samples, times how much more of what is common to all of them a sample shows. One function that changed, or ran in a
 * burst, moves the shares of all others; it does not move the weighted median of their ratios (as edgeR's and DESeq's
 * size factors).
 */
export function referenceFrame(
  base: FeatureTable,
  comparison: FeatureTable,
): { base: Float64Array; comparison: Float64Array } {
  const [baseSamples, comparisonSamples] = [samplesOf(base), samplesOf(comparison)];
  const [a, b] = [rowSums(base), rowSums(comparison)];
  const rows = heaviest(a, b, base.functions);
  const common = {
    counts: a.map((count, row) => count + (b[row] as number)),
    samples: sum(baseSamples) + sum(comparisonSamples),
  };
  const before = framed(base, baseSamples, rows, common);
  const after = framed(comparison, comparisonSamples, rows, common);
  /** Sums of clusters know the ratio of the sides better than single clusters do. */
  const between = Math.exp(
    shift(
      rows,
      (row) => b[row] as number,
      sum(after),
      (row) => a[row] as number,
      sum(before),
    ),
  );
  return { base: before, comparison: after.map((one) => one * between) };
}

function framed(
  { value, clusters }: FeatureTable,
  samples: Float64Array,
  rows: Int32Array,
  common: { counts: Float64Array; samples: number },
): Float64Array {
  return samples.map((all, cluster) => {
    const own = (row: number) => value[row * clusters + cluster] as number;
    return all * Math.exp(shift(rows, own, all, (row) => common.counts[row] as number, common.samples));
  });
}

/** The weighted median over functions of the logarithm of the ratio of their rates. */
function shift(
  rows: Int32Array,
  count: (row: number) => number,
  total: number,
  otherCount: (row: number) => number,
  otherTotal: number,
): number {
  const ratios = new Float64Array(rows.length);
  const weights = new Float64Array(rows.length);
  let used = 0;
  for (const row of rows) {
    const [one, other] = [count(row), otherCount(row)];
    if (one <= 0 || other <= 0) continue;
    ratios[used] = Math.log(one / total / (other / otherTotal));
    /** By what both lead to expect: by its own samples, a function would weigh more where by chance it has more. */
    const pooled = (one + other) / (total + otherTotal);
    const variance = 1 / (pooled * total) + 1 / (pooled * otherTotal);
    weights[used] = Math.min(MOST_WEIGHT, 1 / (variance + 0.01));
    used++;
  }
  return weightedMedian(ratios.subarray(0, used), weights.subarray(0, used));
}

/**
 * The functions with most samples on both sides together. By the samples of one side it would be those that have, by
 * chance, more there than on the other.
 */
function heaviest(a: Float64Array, b: Float64Array, functions: number): Int32Array {
  const counts = new Float64Array(functions);
  for (let row = 0; row < functions; row++) counts[row] = (a[row] as number) + (b[row] as number);
  const least = Math.max(1, counts.slice().sort()[functions - MOST_FUNCTIONS] ?? 0);
  const rows: number[] = [];
  for (let row = 0; row < functions; row++) if ((counts[row] as number) >= least) rows.push(row);
  return Int32Array.from(rows);
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
