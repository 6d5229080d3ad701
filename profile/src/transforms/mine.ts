import type { PlacedTree } from '../calltree.js';
import type { CallTree } from '../types.js';
import { foldPackages } from './boundary.js';

/**
 * The application's own code: each run of frames of dependencies and of Node itself is one frame, named for the package
 * that was called. Invariants: those of `foldPackages`; every frame of the application stays.
 */
export function myCode(tree: CallTree): PlacedTree {
  return foldPackages(tree, (name) => name !== '');
}
