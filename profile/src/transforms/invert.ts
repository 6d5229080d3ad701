import type { CallTree } from '../types.js';
import { emptyLevel, Inverted, type Level } from './inverted.js';

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
  const light = frames(tree) < mostNodes ? 0 : LIGHT;
  const inverted = new Inverted(tree);
  let level = firstLevel(tree);
  while (level.groups > 0) {
    const next = emptyLevel(level.start[level.groups] as number);
    for (let group = 0; group < level.groups; group++) {
      const isLight = light > 0 && (level.node[group] as number) > 0 && weightOf(tree, level, group) < light;
      if (isLight || inverted.size >= mostNodes) inverted.close(level, group);
      else if ((level.start[group + 1] as number) - (level.start[group] as number) === 1) inverted.climb(level, group);
      else inverted.divide(level, group, next);
    }
    level = next;
  }
  return inverted.build();
}

/** All stacks, with nothing read of them. */
function firstLevel(tree: CallTree): Level {
  const leaf = leaves(tree);
  const { length } = leaf;
  return { groups: length === 0 ? 0 : 1, node: Int32Array.of(0), start: Int32Array.of(0, length), leaf, next: leaf };
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

/** The share of a group in the whole, on all sides together. */
function weightOf({ self, total }: CallTree, { start, leaf }: Level, group: number): number {
  let sum = 0;
  for (let side = 0; side < self.length; side++) {
    const whole = (total[side] as Float64Array)[0] as number;
    const column = self[side] as Float64Array;
    if (whole === 0) continue;
    for (let row = start[group] as number; row < (start[group + 1] as number); row++) {
      sum += Math.abs((column[leaf[row] as number] as number) / whole);
    }
  }
  return sum;
}
