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
  const place = new Int32Array(tree.parent.length);
  for (let row = 0; row < nodes.length; row++) place[nodes[row] as number] = row;
  return {
    functions: tree.functions,
    parent: nodes.map((node) => (node === 0 ? -1 : (place[tree.parent[node] as number] as number))),
    function: nodes.map((node) => tree.function[node] as number),
    ordinal: nodes.map((node) => tree.ordinal[node] as number),
    folded: nodes.map((node) => tree.folded[node] as number),
    self: tree.self.map((column) => Float64Array.from(nodes, (node) => column[node] as number)),
    total: tree.total.map((column) => Float64Array.from(nodes, (node) => column[node] as number)),
  };
}
