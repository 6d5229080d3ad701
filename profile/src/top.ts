import type { TopRow } from './api.js';
import { numberApart } from './identity.js';
import { remembered } from './remembered.js';
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
  const columns = tree.self.map((own, side) => ({
    own,
    all: tree.total[side] as Float64Array,
    self: new Float64Array(groups),
    total: new Float64Array(groups),
  }));
  const { order, size } = depthFirst(tree.parent);
  /** By group: the row after the last one of the outermost call that was begun last. */
  const end = new Int32Array(groups);
  for (let row = 0; row < order.length; row++) {
    const node = order[row] as number;
    const functionId = tree.function[node] as number;
    if (functionId < 0) continue;
    const at = group[functionId] as number;
    if (used[at] === -1) used[at] = functionId;
    const isOutermost = row >= (end[at] as number);
    if (isOutermost) end[at] = row + (size[node] as number);
    for (const { own, all, self, total } of columns) {
      self[at] = (self[at] as number) + (own[node] as number);
      if (isOutermost) total[at] = (total[at] as number) + (all[node] as number);
    }
  }
  return { group, function: used, self: columns.map(({ self }) => self), total: columns.map(({ total }) => total) };
});

/** The nodes in the order of a walk, so that a sub-tree is one run of rows, and how many nodes the sub-tree of each has. */
function depthFirst(parent: Int32Array): { order: Int32Array; size: Int32Array } {
  const size = new Int32Array(parent.length).fill(1);
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    size[above] = (size[above] as number) + (size[node] as number);
  }
  const order = new Int32Array(parent.length);
  /** By node: where its next child goes. */
  const next = new Int32Array(parent.length);
  next[0] = 1;
  for (let node = 1; node < parent.length; node++) {
    const above = parent[node] as number;
    const row = next[above] as number;
    next[above] = row + (size[node] as number);
    next[node] = row + 1;
    order[row] = node;
  }
  return { order, size };
}

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
