import type { PlacedTree } from '../calltree.js';
import { TreeBuilder } from '../tree-builder.js';
import type { CallTree } from '../types.js';

/**
 * Without the frames of a function: what it called is called by its caller, and its own time is its caller's.
 *
 * Invariants: the total of the tree stays, and so do the selfs of all other functions that are not its callers.
 */
export function hide(tree: CallTree, isFunction: (functionId: number) => boolean): PlacedTree {
  const size = tree.parent.length;
  const builder = new TreeBuilder(tree.functions, tree.self.length, size);
  const place = new Int32Array(size);
  builder.add(0, tree.self, 0);
  for (let node = 1; node < size; node++) {
    const above = place[tree.parent[node] as number] as number;
    const id = tree.function[node] as number;
    const to = id >= 0 && isFunction(id) ? above : builder.child(above, id);
    place[node] = to;
    builder.add(to, tree.self, node);
  }
  return { tree: builder.build(), place };
}
