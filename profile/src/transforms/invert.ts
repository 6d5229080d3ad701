import { TreeBuilder } from '../tree-builder.js';
import type { CallTree } from '../types.js';

/** Beyond so many nodes callers of what is light are not told apart any more. */
const MOST_NODES = 2_000_000;
/** What is light: a share of the whole that no zoom can show. */
const LIGHT = 1e-6;

/**
 * Bottom-up: below the root stand the functions with a self, below each its callers, and so on up to where the stacks
 * begin. A node's total is the self of the function at the top, as far as it was reached through these callers.
 *
 * Invariants: the total of the tree stays; the total of a child of the root is the self of its function.
 *
 * Stacks share their beginnings, hardly their ends: a tree of a million nodes can have thirty times as many turned round.
 * Where more than `mostNodes` may come of it, the callers of nodes below a millionth of the whole are folded in one that
 * counts their stacks.
 */
export function invert(tree: CallTree, mostNodes = MOST_NODES): CallTree {
  const { parent, function: functionOf, self } = tree;
  const builder = new TreeBuilder(tree.functions, self.length);
  builder.add(0, self, 0);
  const light = frames(tree) < mostNodes ? 0 : LIGHT;

  // A walker for each stack, all of them one frame further up at a time.
  let walkers = leaves(tree);
  let group = new Int32Array(walkers.length);
  let at = walkers.slice();
  let open = (_: number): boolean => true;
  while (walkers.length > 0) {
    const first = builder.size;
    const weight = new Float64Array(walkers.length);
    let left = 0;
    for (let i = 0; i < walkers.length; i++) {
      const leaf = walkers[i] as number;
      const node = at[i] as number;
      const below = group[i] as number;
      if (node === 0) builder.add(below, self, leaf);
      else if (!open(below)) builder.add(builder.fold(below, 1), self, leaf);
      else {
        const to = builder.child(below, functionOf[node] as number);
        if (to >= first) weight[to - first] = (weight[to - first] as number) + share(tree, leaf);
        walkers[left] = leaf;
        at[left] = parent[node] as number;
        group[left++] = to;
      }
    }
    const room = builder.size < mostNodes;
    open = (node) => light === 0 || (room && (weight[node - first] as number) >= light);
    [walkers, at, group] = [walkers.subarray(0, left), at.subarray(0, left), group.subarray(0, left)];
  }
  return builder.build();
}

/** The nodes with a self on any side, without the root. */
function leaves({ self }: CallTree): Int32Array {
  const size = self[0]?.length ?? 0;
  const found = new Int32Array(size);
  let count = 0;
  for (let node = 1; node < size; node++) {
    if (self.some((column) => column[node] !== 0)) found[count++] = node;
  }
  return found.subarray(0, count);
}

/** All frames of all stacks: what an inverted tree has at most. */
function frames(tree: CallTree): number {
  const depth = new Int32Array(tree.parent.length);
  let sum = 0;
  for (let node = 1; node < depth.length; node++) {
    depth[node] = (depth[tree.parent[node] as number] as number) + 1;
    if (tree.self.some((column) => column[node] !== 0)) sum += depth[node] as number;
  }
  return sum;
}

/** Of the self of a node in the whole, on all sides together. */
function share({ self, total }: CallTree, node: number): number {
  let sum = 0;
  for (let side = 0; side < self.length; side++) {
    const whole = (total[side] as Float64Array)[0] as number;
    if (whole !== 0) sum += Math.abs(((self[side] as Float64Array)[node] as number) / whole);
  }
  return sum;
}
