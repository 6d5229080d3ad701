import { numberApart } from './identity.js';
import { childrenOf, treeOf } from './tree.js';
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
  for (let row = 0; row < node.length; row++) {
    const at = node[row] as number;
    own[at] = (own[at] as number) + (value[row] as number);
  }
  const lead = leadsOf(stacks, liveNodes(parent, own));
  const place = new Int32Array(parent.length).fill(-1);
  const above = new Int32Array(parent.length);
  const functionOf = new Int32Array(parent.length);
  const self = new Float64Array(parent.length);
  place[0] = 0;
  above[0] = -1;
  functionOf[0] = -1;
  self[0] = own[0] as number;
  let size = 1;
  for (let at = 1; at < parent.length; at++) {
    const first = lead[at] as number;
    if (first === 0) continue;
    if (first === at) {
      above[size] = place[parent[at] as number] as number;
      functionOf[size] = stacks.frames.function[frame[at] as number] as number;
      place[at] = size++;
    }
    const to = place[first] as number;
    place[at] = to;
    self[to] = (self[to] as number) + (own[at] as number);
  }
  const tree = treeOf({
    functions: stacks.functions,
    parent: above.slice(0, size),
    function: functionOf.slice(0, size),
    folded: new Int32Array(size),
    self: [self.slice(0, size)],
  });
  return { tree, place };
}

/**
 * By stack: the first one that becomes the same node of the call tree; 0 for those that are not in it.
 *
 * Stacks that become one are a chain whose children are looked at together. Everything is read in the order in which it
 * lies in memory: with a million stacks that is twice as fast as looking each of them up by parent and function.
 */
function leadsOf({ functions, frames, table }: Stacks, live: Uint8Array): Int32Array {
  const { start, child } = childrenOf(table.parent);
  const apart = numberApart(functions);
  const lead = new Int32Array(live.length);
  const next = new Int32Array(live.length);
  const last = new Int32Array(live.length);
  /** By number of a function: the lead that was found for it last, and below which one. */
  const found = new Int32Array(functions.name.length);
  const foundBelow = new Int32Array(functions.name.length).fill(-1);
  for (let above = 0; above < live.length; above++) {
    if (lead[above] !== above) continue;
    let stack = above;
    do {
      const end = start[stack + 1] as number;
      for (let slot = start[stack] as number; slot < end; slot++) {
        const at = child[slot] as number;
        if (live[at] === 0) continue;
        const number = apart[frames.function[table.frame[at] as number] as number] as number;
        const first = foundBelow[number] === above ? (found[number] as number) : at;
        if (first < at) {
          lead[at] = first;
          next[last[first] as number] = at;
          last[first] = at;
        } else {
          lead[at] = at;
          lead[first] = at;
          last[at] = first === at ? at : (last[first] as number);
          if (first !== at) next[at] = first;
          foundBelow[number] = above;
          found[number] = at;
        }
      }
      stack = next[stack] as number;
    } while (stack !== 0);
  }
  // What gave way to a stack before it may have led others already.
  for (let at = 1; at < lead.length; at++) lead[at] = lead[lead[at] as number] as number;
  return lead;
}

/** By node: 1 where it or anything below it has a value. */
function liveNodes(parent: Int32Array, own: Float64Array): Uint8Array {
  const live = new Uint8Array(parent.length);
  for (let at = parent.length - 1; at > 0; at--) {
    if (own[at] !== 0) live[at] = 1;
    if (live[at] === 1) live[parent[at] as number] = 1;
  }
  return live;
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
