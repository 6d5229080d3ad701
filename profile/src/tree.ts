import { byPosition, isAnonymous, numberByKey } from './identity.js';
import type { CallTree, FunctionTable } from './types.js';

/** Children of every node, in node order: those of `node` are `child[start[node]]` up to `child[start[node + 1]]`. */
export interface Children {
  readonly start: Int32Array;
  readonly child: Int32Array;
}

export function childrenOf(parent: Int32Array): Children {
  const start = new Int32Array(parent.length + 1);
  for (let node = 1; node < parent.length; node++) {
    const slot = (parent[node] as number) + 1;
    start[slot] = (start[slot] as number) + 1;
  }
  for (let node = 0; node < parent.length; node++)
    start[node + 1] = (start[node + 1] as number) + (start[node] as number);
  const next = start.slice();
  const child = new Int32Array(Math.max(0, parent.length - 1));
  for (let node = 1; node < parent.length; node++) {
    const above = parent[node] as number;
    const slot = next[above] as number;
    next[above] = slot + 1;
    child[slot] = node;
  }
  return { start, child };
}

/** Totals from selfs, in one loop from the leaves up: parents come before their children. */
export function totalsOf(parent: Int32Array, self: Float64Array): Float64Array {
  const total = self.slice();
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    total[above] = (total[above] as number) + (total[node] as number);
  }
  return total;
}

/**
 * The ordinals of a tree's nodes: 0, or, where anonymous functions of one file are siblings, their place in the order
 * in which they begin.
 */
export function ordinalsOf(functions: FunctionTable, parent: Int32Array, functionOf: Int32Array): Int32Array {
  const ordinal = new Int32Array(parent.length);
  const anonymous: number[] = [];
  const nameless = Uint8Array.from(functions.name, (_, id) => Number(isAnonymous(functions, id)));
  for (let node = 1; node < parent.length; node++) {
    if (nameless[functionOf[node] as number] === 1) anonymous.push(node);
  }
  if (anonymous.length === 0) return ordinal;
  const key = numberByKey(functions);
  const keyOf = (node: number): number => key[functionOf[node] as number] as number;
  const above = (node: number): number => parent[node] as number;
  anonymous.sort(
    (a, b) =>
      above(a) - above(b) ||
      keyOf(a) - keyOf(b) ||
      byPosition(functions, functionOf[a] as number, functionOf[b] as number) ||
      a - b,
  );
  for (let i = 1; i < anonymous.length; i++) {
    const before = anonymous[i - 1] as number;
    const node = anonymous[i] as number;
    if (above(before) === above(node) && keyOf(before) === keyOf(node)) {
      ordinal[node] = (ordinal[before] as number) + 1;
    }
  }
  return ordinal;
}

/**
 * The tree of some of a tree's nodes, with their values as they are.
 *
 * @param nodes ascending, from the root on, each with its parent among them.
 */
export function pick(tree: CallTree, nodes: Int32Array): CallTree {
  const place = new Int32Array(tree.parent.length).fill(-1);
  for (let row = 0; row < nodes.length; row++) place[nodes[row] as number] = row;
  const gather = <Column extends Int32Array | Float64Array>(column: Column, into: Column): Column => {
    for (let row = 0; row < nodes.length; row++) into[row] = column[nodes[row] as number] as number;
    return into;
  };
  const ints = (column: Int32Array): Int32Array => gather(column, new Int32Array(nodes.length));
  const floats = (column: Float64Array): Float64Array => gather(column, new Float64Array(nodes.length));
  const parent = ints(tree.parent);
  for (let row = 0; row < parent.length; row++) {
    const above = parent[row] as number;
    if (above >= 0) parent[row] = place[above] as number;
  }
  return {
    functions: tree.functions,
    parent,
    function: ints(tree.function),
    ordinal: ints(tree.ordinal),
    folded: ints(tree.folded),
    self: tree.self.map(floats),
    total: tree.total.map(floats),
  };
}
