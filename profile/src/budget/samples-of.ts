import type { Stacks } from '../types.js';
import type { VerdictWindow } from '../verdict/types.js';
import type { BudgetFunction } from './types.js';

/** By node whether a sample there counts for the function; null where no node is of it. */
export function nodesOf({ functions, frames, table }: Stacks, wanted: BudgetFunction): Uint8Array | null {
  const isOf = functions.name.map(
    (name, id) =>
      name === wanted.function &&
      (wanted.file === undefined || functions.file[id] === wanted.file) &&
      (wanted.package === undefined || functions.package[id] === wanted.package),
  );
  const counts = new Uint8Array(table.parent.length);
  let some = false;
  for (let node = 1; node < counts.length; node++) {
    const own = isOf[frames.function[table.frame[node] as number] as number] === true;
    some ||= own;
    if (own || (wanted.of === 'total' && counts[table.parent[node] as number] === 1)) counts[node] = 1;
  }
  return some ? counts : null;
}

/** Samples of each cluster of windows, and of those the ones that count. */
export interface Counted {
  readonly samples: Float64Array;
  readonly own: Float64Array;
}

/** @param counts null where none does. */
export function countSamples(clusters: readonly (readonly VerdictWindow[])[], counts: Uint8Array | null): Counted {
  const samples = new Float64Array(clusters.length);
  const own = new Float64Array(clusters.length);
  for (const [cluster, windows] of clusters.entries()) {
    for (const { node, count } of windows) {
      for (let row = 0; row < node.length; row++) {
        const value = count[row] as number;
        samples[cluster] = (samples[cluster] as number) + value;
        if (counts?.[node[row] as number] === 1) own[cluster] = (own[cluster] as number) + value;
      }
    }
  }
  return { samples, own };
}
