/** Selecting and averaging numbers. */

/** The value that half of the weight lies below. Sorts neither input. */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = sortedOrder(values);
  let left = weights.reduce((sum, weight) => sum + weight, 0) / 2;
  for (const at of order) {
    left -= weights[at] as number;
    if (left <= 0) return values[at] as number;
  }
  return 0;
}

/** Indices in the order of their values. */
function sortedOrder(values: Float64Array): Int32Array {
  return Int32Array.from(values, (_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));
}

/** The mean of what lies between these quantiles. */
export function trimmedMean(values: Float64Array, trim: number): number {
  const sorted = values.slice().sort();
  const cut = Math.floor(sorted.length * trim);
  const kept = sorted.subarray(cut, sorted.length - cut);
  return kept.length === 0 ? 0 : kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

/** Mean and variance once the extremes are set to these quantiles. */
export function winsorised(values: Float64Array, share: number): { mean: number; variance: number } {
  const sorted = values.slice().sort();
  const cut = Math.floor(sorted.length * share);
  const [low, high] = [sorted[cut] as number, sorted[sorted.length - 1 - cut] as number];
  let sum = 0;
  for (const value of sorted) sum += Math.min(high, Math.max(low, value));
  const mean = sum / sorted.length;
  let squares = 0;
  for (const value of sorted) squares += (Math.min(high, Math.max(low, value)) - mean) ** 2;
  return { mean, variance: sorted.length < 2 ? 0 : squares / (sorted.length - 1) };
}
