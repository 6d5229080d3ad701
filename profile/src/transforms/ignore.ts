import type { PlacedTree } from '../calltree.js';
import type { CallTree } from '../types.js';
import { belowFunctions, keepSamples } from './keep.js';

/**
 * Without the stacks that a function is in: all that it took, and all that it called took, is left out.
 *
 * Invariant: the totals of this and of `focusOn` of the same function are the total of the tree.
 */
export function ignore(tree: CallTree, isFunction: (functionId: number) => boolean): PlacedTree {
  const keeps = belowFunctions(tree, isFunction);
  for (let node = 0; node < keeps.length; node++) keeps[node] = 1 - (keeps[node] as number);
  return keepSamples(tree, keeps);
}
