import type { PlacedTree } from '../calltree.js';
import type { CallTree } from '../types.js';
import { foldPackages } from './boundary.js';

/** Each run of frames of one package as one frame that is named for it. Invariants: those of `foldPackages`. */
export function collapsePackage(tree: CallTree, packageName: string): PlacedTree {
  return foldPackages(tree, (name) => name === packageName);
}
