import type { PlacedTree } from '../calltree.js';
import type { CallTree } from '../types.js';
import { regrow } from './regrow.js';

/**
 * Without the frames of a function: what it called is called by its caller, and its own time is its caller's.
 *
 * Invariants: the total of the tree stays, and so do the selfs of all other functions that are not its callers.
 */
export function hide(tree: CallTree, isFunction: (functionId: number) => boolean): PlacedTree {
  const owner = new Int32Array(tree.parent.length);
  for (let node = 1; node < owner.length; node++) {
    const id = tree.function[node] as number;
    owner[node] = id >= 0 && isFunction(id) ? (owner[tree.parent[node] as number] as number) : node;
  }
  return regrow(tree, { functions: tree.functions, owner, function: tree.function });
}
