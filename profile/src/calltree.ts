import { numberApart } from './identity.js';
import { StackBuilder } from './stack-builder.js';
import { ordinalsOf, totalsOf } from './tree.js';
import type { CallTree, Stacks } from './types.js';

/**
 * The call tree of one vector: lines disappear, siblings of equal identity become one node, anonymous siblings stay
 * apart by where they begin. Only stacks with a value are in it, and nodes need not be in any order but parents first.
 *
 * @param node nodes of `stacks.table`; a node may come more than once.
 * @param value the self value of each.
 */
export function callTree(stacks: Stacks, node: Int32Array, value: Float64Array): CallTree {
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

  const apart = numberApart(stacks.functions);
  const builder = new StackBuilder(Math.min(parent.length, 2 ** 16));
  const place = new Int32Array(parent.length);
  const functionOf = new Int32Array(parent.length);
  const self = new Float64Array(parent.length);
  functionOf[0] = -1;
  self[0] = own[0] as number;
  for (let at = 1; at < parent.length; at++) {
    if (live[at] === 0) continue;
    const functionId = stacks.frames.function[frame[at] as number] as number;
    const size = builder.size;
    const to = builder.child(place[parent[at] as number] as number, apart[functionId] as number);
    if (to === size) functionOf[to] = functionId;
    place[at] = to;
    self[to] = (self[to] as number) + (own[at] as number);
  }
  return treeOf(stacks.functions, builder, functionOf, [self]);
}

/** A tree of what a builder holds. `functionOf` and the columns of `selfs`, one a side, are indexed by its nodes. */
export function treeOf(
  functions: CallTree['functions'],
  builder: StackBuilder,
  functionOf: Int32Array,
  selfs: readonly Float64Array[],
): CallTree {
  const size = builder.size;
  const { parent } = builder.build();
  const own = selfs.map((self) => self.slice(0, size));
  const used = functionOf.slice(0, size);
  return {
    functions,
    parent,
    function: used,
    ordinal: ordinalsOf(functions, parent, used),
    folded: new Int32Array(size),
    self: own,
    total: own.map((self) => totalsOf(parent, self)),
  };
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
