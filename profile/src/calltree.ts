import { TreeBuilder } from './tree-builder.js';
import type { CallTree, Stacks } from './types.js';

/** A tree made from something else, and where the samples of each node of that went; -1 where they were left out. */
export interface PlacedTree {
  readonly tree: CallTree;
  readonly place: Int32Array;
}

/**
 * The call tree of one vector: lines disappear, siblings of equal identity become one node, anonymous siblings stay
 * apart by where they begin. Only stacks with a value are in it, and nodes need not be in any order but parents first.
 *
 * @param node nodes of `stacks.table`; a node may come more than once.
 * @param value the self value of each.
 */
export function callTree(stacks: Stacks, node: Int32Array, value: Float64Array): CallTree {
  return placedCallTree(stacks, node, value).tree;
}

/** The same, with the place of every node of `stacks.table`. */
export function placedCallTree(stacks: Stacks, node: Int32Array, value: Float64Array): PlacedTree {
  const { parent, frame } = stacks.table;
  const own = new Float64Array(parent.length);
  const live = new Uint8Array(parent.length);
  for (let row = 0; row < node.length; row++) {
    const at = node[row] as number;
    own[at] = (own[at] as number) + (value[row] as number);
  }
  for (let at = parent.length - 1; at > 0; at--) {
    if (own[at] !== 0) live[at] = 1;
    if (live[at] === 1) live[parent[at] as number] = 1;
  }

  const builder = new TreeBuilder(stacks.functions, 1, Math.min(parent.length, 2 ** 16));
  const place = new Int32Array(parent.length).fill(-1);
  place[0] = 0;
  const columns = [own];
  builder.add(0, columns, 0);
  for (let at = 1; at < parent.length; at++) {
    if (live[at] === 0) continue;
    const functionId = stacks.frames.function[frame[at] as number] as number;
    const to = builder.child(place[parent[at] as number] as number, functionId);
    place[at] = to;
    builder.add(to, columns, at);
  }
  return { tree: builder.build(), place };
}

/**
 * The same tree with every side multiplied by its factor. Do this last: what were whole numbers may not add up to the
 * last bit afterwards.
 */
export function scaleTree(tree: CallTree, factors: readonly number[]): CallTree {
  const scaled = (columns: readonly Float64Array[]): Float64Array[] =>
    columns.map((column, side) => column.map((value) => value * (factors[side] as number)));
  return { ...tree, self: scaled(tree.self), total: scaled(tree.total) };
}
