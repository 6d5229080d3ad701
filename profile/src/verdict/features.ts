import type { Clusters } from './clusters.js';
import type { JoinedStacks } from './join.js';

/**
 * Everything that is tested, in rows of one value for each cluster: first each function's own samples, then each
 * path's with all it calls.
 */
export interface FeatureTable {
  /** Rows below this are functions, row - functions is a node. */
  readonly functions: number;
  readonly rows: number;
  readonly clusters: number;
  /** By row, then cluster. */
  readonly value: Float64Array;
  /** By node, then cluster: own samples, which are tested in sums only. */
  readonly self: Float64Array;
}

export function featureTable(
  { parent, function: functionOf, functions }: JoinedStacks,
  clusters: Clusters,
): FeatureTable {
  const { count, self } = clusters;
  const first = functions.length;
  const value = new Float64Array((first + parent.length) * count);
  value.set(self, first * count);
  for (let node = parent.length - 1; node > 0; node--) {
    const own = node * count;
    const to = (functionOf[node] as number) * count;
    const total = (first + node) * count;
    const above = (first + (parent[node] as number)) * count;
    for (let cluster = 0; cluster < count; cluster++) {
      value[to + cluster] = (value[to + cluster] as number) + (self[own + cluster] as number);
      value[above + cluster] = (value[above + cluster] as number) + (value[total + cluster] as number);
    }
  }
  return { functions: first, rows: first + parent.length, clusters: count, value, self };
}

/** The sum of each row. */
export function rowSums({ rows, clusters, value }: FeatureTable): Float64Array {
  const sums = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = 0;
    for (const end = at + clusters; at < end; at++) sum += value[at] as number;
    sums[row] = sum;
  }
  return sums;
}
