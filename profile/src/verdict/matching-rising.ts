/**
 * The indices of a longest subsequence that does not fall: of two orders of the same things, what they have in common.
 *
 * @example rising([1, 5, 2, 3]) // [0, 2, 3]
 */
export function rising(values: readonly number[]): number[] {
  /** By length: the index of the least value that ends such a subsequence. */
  const ends: number[] = [];
  const before = new Int32Array(values.length).fill(-1);
  for (let at = 0; at < values.length; at++) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] as number] as number) <= (values[at] as number)) low = middle + 1;
      else high = middle;
    }
    before[at] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = at;
  }
  const found: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] as number) found.push(at);
  return found.reverse();
}
