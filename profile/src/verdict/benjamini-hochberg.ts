/**
 * The largest p that is rejected so that at most a share `q` of what is rejected is rejected wrongly, of `tests`
 * hypotheses of which these have the smallest p; -1 where none is. Where nothing is true, anything is rejected with
 * probability q at most.
 */
export function rejectionThreshold(smallest: readonly number[], tests: number, q: number): number {
  const sorted = smallest.slice().sort((a, b) => a - b);
  for (let rank = sorted.length; rank > 0; rank--) {
    const p = sorted[rank - 1] as number;
    if (p <= (q * rank) / tests) return p;
  }
  return -1;
}
