import type { DiffTreeColumns, FunctionColumns, TreeColumns } from './api.js';
import { pathIds } from './path-id.js';
import { remembered } from './remembered.js';
import { childrenOf } from './tree.js';
import type { CallTree } from './types.js';

/** The name of the root. */
export const ROOT_NAME = 'total';

/** The name of a node that stands for `count` folded ones. */
export function foldedName(count: number): string {
  return count === 1 ? '(1 small frame)' : `(${count} small frames)`;
}

/** One side of a tree as the API sends it: in preorder, siblings by total, largest first, the folded one last. */
export function treeColumns(tree: CallTree, side = 0): FunctionColumns & { nodes: TreeColumns } {
  const order = preorder(tree);
  const { functions, name } = nameNodes(tree, order);
  return { ...functions, nodes: { ...shape(tree, order), name, ...sideColumns(tree, order, side) } };
}

/** A two-sided tree as the API sends it, in the same order, by the larger of both totals. */
export function diffColumns(tree: CallTree): FunctionColumns & { nodes: DiffTreeColumns } {
  const order = preorder(tree);
  const { functions, name } = nameNodes(tree, order);
  const base = sideColumns(tree, order, 0);
  const nodes = {
    ...shape(tree, order),
    name,
    ...sideColumns(tree, order, 1),
    baseSelf: base.self,
    baseTotal: base.total,
  };
  return { ...functions, nodes };
}

function sideColumns(tree: CallTree, order: Int32Array, side: number): { self: number[]; total: number[] } {
  const self = tree.self[side] as Float64Array;
  const total = tree.total[side] as Float64Array;
  return {
    self: Array.from(order, (node) => self[node] as number),
    total: Array.from(order, (node) => total[node] as number),
  };
}

function shape(tree: CallTree, order: Int32Array): { parent: number[]; id: string[]; folded: number[] } {
  const place = new Int32Array(order.length);
  for (let row = 0; row < order.length; row++) place[order[row] as number] = row;
  const ids = pathIds(tree);
  return {
    parent: Array.from(order, (node) => (node === 0 ? -1 : (place[tree.parent[node] as number] as number))),
    id: Array.from(order, (node) => ids[node] as string),
    folded: Array.from(order, (node) => tree.folded[node] as number),
  };
}

/** The nodes of a tree in the order in which the API sends them: depth first. */
export const preorder: (tree: CallTree) => Int32Array = remembered((tree) => {
  const { start, child } = childrenOf(tree.parent);
  const weight = new Float64Array(tree.parent.length);
  for (const column of tree.total) {
    for (let node = 0; node < weight.length; node++) {
      weight[node] = Math.max(weight[node] as number, column[node] as number);
    }
  }
  // Ascending, because the stack below turns them round.
  const ascending = (a: number, b: number): number =>
    Number(tree.folded[b] !== 0) - Number(tree.folded[a] !== 0) ||
    (weight[a] as number) - (weight[b] as number) ||
    b - a;
  const order = new Int32Array(tree.parent.length);
  const stack = new Int32Array(tree.parent.length);
  let height = 1;
  let row = 0;
  while (height > 0) {
    const node = stack[--height] as number;
    order[row++] = node;
    const siblings = child.subarray(start[node], start[node + 1]);
    if (siblings.length > 1) siblings.sort(ascending);
    stack.set(siblings, height);
    height += siblings.length;
  }
  return order;
});

/** The functions that are used, in order of appearance, and each row's index into them. */
function nameNodes(tree: CallTree, order: Int32Array): { functions: FunctionColumns; name: number[] } {
  const functions: FunctionColumns = { names: [], files: [], packages: [], lines: [] };
  const rows = new Map<string | number, number>();
  const add = (key: string | number, name: string, id: number): number => {
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row = functions.names.length;
    rows.set(key, row);
    functions.names.push(name);
    functions.files.push(tree.functions.file[id] ?? '');
    functions.packages.push(tree.functions.package[id] ?? '');
    functions.lines.push(tree.functions.startLine[id] ?? 0);
    return row;
  };
  const name = Array.from(order, (node) => {
    const id = tree.function[node] as number;
    if (id >= 0) return add(id, tree.functions.name[id] as string, id);
    const folded = tree.folded[node] as number;
    const label = folded === 0 ? ROOT_NAME : foldedName(folded);
    return add(label, label, -1);
  });
  return { functions, name };
}
