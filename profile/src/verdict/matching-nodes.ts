import { numberApart } from '../identity.js';
import { StackBuilder } from '../stack-builder.js';
import type { CallTree } from '../types.js';

/**
 * The nodes of two call trees that are the same: those of functions that are matched, below nodes that are the same.
 *
 * @param base a whole tree over the functions that were matched as the base, and `comparison` likewise.
 * @param comparisonOf by base function: the one of the comparison, or -1 (`matchFunctions`).
 * @returns by base node: the comparison's node; -1 where there is none.
 */
export function matchNodes(base: CallTree, comparison: CallTree, comparisonOf: Int32Array): Int32Array {
  const apart = numberApart(comparison.functions);
  const builder = new StackBuilder(comparison.parent.length * 2);
  for (let node = 1; node < comparison.parent.length; node++) {
    // Siblings are distinct and parents come first: every node gets its own number again.
    builder.child(comparison.parent[node] as number, apart[comparison.function[node] as number] as number);
  }
  const found = new Int32Array(base.parent.length).fill(-1);
  found[0] = 0;
  for (let node = 1; node < base.parent.length; node++) {
    const above = found[base.parent[node] as number] as number;
    const to = comparisonOf[base.function[node] as number] ?? -1;
    if (above === -1 || to === -1) continue;
    const child = builder.child(above, apart[to] as number);
    if (child < comparison.parent.length) found[node] = child;
  }
  return found;
}
