import type { PlacedTree } from '../calltree.js';
import type { CallTree } from '../types.js';
import { belowFunctions, keepSamples } from './keep.js';

/**
 * Only the stacks that a function is in, whole, from the root on: what `-focus` of pprof keeps.
 *
 * Invariant: the totals of this and of `ignore` of the same function are the total of the tree.
 */
export function focusOn(tree: CallTree, isFunction: (functionId: number) => boolean): PlacedTree {
  return keepSamples(tree, belowFunctions(tree, isFunction));
}
