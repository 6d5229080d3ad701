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
    if (isEmpty(value, (first + node) * count, count)) continue;
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

function isEmpty(values: Float64Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if (values[at] !== 0) return false;
  return true;
}

/** By node: the part of the samples that have it as leaf. */
export type Parts = ReadonlyMap<number, number>;

/** The same without these parts of it. */
export function withoutParts(table: FeatureTable, stacks: JoinedStacks, parts: Parts): FeatureTable {
  const { functions, clusters } = table;
  const { parent, function: functionOf } = stacks;
  const [value, self] = [table.value.slice(), table.self.slice()];
  for (const [node, part] of parts) {
    if (part === 0) continue;
    const less = (row: number) => {
      for (let cluster = 0; cluster < clusters; cluster++) {
        const at = row * clusters + cluster;
        /** Sums of weighted counts end a little beside zero. */
        value[at] = Math.max(0, (value[at] as number) - part * (table.self[node * clusters + cluster] as number));
      }
    };
    less(functionOf[node] as number);
    for (let at = node; at >= 0; at = parent[at] as number) less(functions + at);
    for (let at = node * clusters; at < (node + 1) * clusters; at++) self[at] = (1 - part) * (table.self[at] as number);
  }
  return { ...table, value, self };
}

/** All samples, by cluster: those of the root. */
export function samplesOf({ value, functions, clusters }: FeatureTable): Float64Array {
  return value.slice(functions * clusters, (functions + 1) * clusters);
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
