import type { PlacedTree } from '../calltree.js';
import { pick, totalsOf } from '../tree.js';
import type { CallTree } from '../types.js';

/**
 * The tree of some of a tree's samples: those whose leaf is a node that `keeps` has a 1 for. Nodes that nothing is left
 * of are gone; the others stay as they are, with their path ids.
 */
export function keepSamples(tree: CallTree, keeps: Uint8Array): PlacedTree {
  const size = tree.parent.length;
  const live = new Uint8Array(size);
  for (const self of tree.self) {
    for (let node = 0; node < size; node++) if (keeps[node] === 1 && self[node] !== 0) live[node] = 1;
  }
  live[0] = 1;
  let rows = 1;
  for (let node = size - 1; node > 0; node--) {
    if (live[node] === 0) continue;
    live[tree.parent[node] as number] = 1;
    rows++;
  }
  const nodes = new Int32Array(rows);
  const place = new Int32Array(size).fill(-1);
  for (let node = 0, row = 0; node < size; node++) {
    if (live[node] === 0) continue;
    if (keeps[node] === 1) place[node] = row;
    nodes[row++] = node;
  }
  const picked = pick(tree, nodes);
  for (const self of picked.self) {
    for (let row = 0; row < rows; row++) if (keeps[nodes[row] as number] === 0) self[row] = 0;
  }
  return { tree: { ...picked, total: picked.self.map((self) => totalsOf(picked.parent, self)) }, place };
}

/** For each node 1 where it is of one of these functions, or below one that is. */
export function belowFunctions(tree: CallTree, isFunction: (functionId: number) => boolean): Uint8Array {
  const below = new Uint8Array(tree.parent.length);
  for (let node = 1; node < below.length; node++) {
    const id = tree.function[node] as number;
    if (below[tree.parent[node] as number] === 1 || (id >= 0 && isFunction(id))) below[node] = 1;
  }
  return below;
}
