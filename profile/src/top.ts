import type { TopRow } from './api.js';
import { numberApart } from './identity.js';
import { remembered } from './remembered.js';
import { childrenOf } from './tree.js';
import type { CallTree } from './types.js';

/** Selfs and totals of every function of a tree. Functions are numbered by `group`, which says each function's number. */
export interface FunctionTotals {
  /** For each function id of the tree its group: equal where the functions are the same (identity.ts). */
  readonly group: Int32Array;
  /** A function id of each group, -1 where the tree does not use it. */
  readonly function: Int32Array;
  /** Columns by side, indexed by group. */
  readonly self: readonly Float64Array[];
  readonly total: readonly Float64Array[];
}

/** Adds up a tree by function. A recursive function's total counts its outermost call alone. */
export const functionTotals: (tree: CallTree) => FunctionTotals = remembered((tree) => {
  const group = numberApart(tree.functions);
  const groups = group.reduce((most, each) => Math.max(most, each + 1), 0);
  const used = new Int32Array(groups).fill(-1);
  const self = tree.self.map(() => new Float64Array(groups));
  const total = tree.total.map(() => new Float64Array(groups));
  const depth = new Int32Array(groups);
  const groupOf = (node: number): number => {
    const functionId = tree.function[node] as number;
    return functionId < 0 ? -1 : (group[functionId] as number);
  };
  walk(
    tree.parent,
    (node) => {
      const at = groupOf(node);
      if (at < 0) return;
      if (used[at] === -1) used[at] = tree.function[node] as number;
      const outermost = depth[at] === 0;
      depth[at] = (depth[at] as number) + 1;
      for (let side = 0; side < self.length; side++) {
        add(self[side] as Float64Array, at, (tree.self[side] as Float64Array)[node] as number);
        if (outermost) add(total[side] as Float64Array, at, (tree.total[side] as Float64Array)[node] as number);
      }
    },
    (node) => {
      const at = groupOf(node);
      if (at >= 0) depth[at] = (depth[at] as number) - 1;
    },
  );
  return { group, function: used, self, total };
});

/** Exact self and total of every function on one side of a tree, by self, then total, then name. */
export function top(tree: CallTree, side = 0): TopRow[] {
  const { functions } = tree;
  const totals = functionTotals(tree);
  const rows: TopRow[] = [];
  for (const [at, id] of totals.function.entries()) {
    if (id < 0) continue;
    rows.push({
      name: functions.name[id] as string,
      file: functions.file[id] as string,
      package: functions.package[id] as string,
      line: functions.startLine[id] as number,
      self: (totals.self[side] as Float64Array)[at] as number,
      total: (totals.total[side] as Float64Array)[at] as number,
    });
  }
  return rows.sort((a, b) => b.self - a.self || b.total - a.total || compare(a, b));
}

function compare(a: TopRow, b: TopRow): number {
  const left = `${a.name}\0${a.package}\0${a.file}`;
  const right = `${b.name}\0${b.package}\0${b.file}`;
  return left < right ? -1 : left > right ? 1 : a.line - b.line;
}

function add(column: Float64Array, at: number, value: number): void {
  column[at] = (column[at] as number) + value;
}

/** Depth first from the root: `enter` before a node's children, `leave` after them. */
function walk(parent: Int32Array, enter: (node: number) => void, leave: (node: number) => void): void {
  const { start, child } = childrenOf(parent);
  const next = start.slice(0, parent.length);
  let node = 0;
  enter(0);
  while (node >= 0) {
    const slot = next[node] as number;
    if (slot < (start[node + 1] as number)) {
      next[node] = slot + 1;
      node = child[slot] as number;
      enter(node);
    } else {
      leave(node);
      node = parent[node] as number;
    }
  }
}
