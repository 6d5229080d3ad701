import type { FunctionReport } from './api.js';
import { callees, callers } from './callers.js';
import { treeColumns } from './columns.js';
import { prune } from './prune.js';
import { top } from './top.js';
import type { CallTree } from './types.js';

/** One function between its callers and its callees, at most `maxNodes` of each. */
export type Sandwich = Pick<
  FunctionReport,
  'function' | 'callers' | 'callees' | 'names' | 'files' | 'packages' | 'lines'
>;

/** null where no function has this name and, where one is given, this file. */
export function sandwich(tree: CallTree, name: string, file: string | undefined, maxNodes: number): Sandwich | null {
  const row = top(tree).find((one) => one.name === name && (file === undefined || one.file === file));
  if (row === undefined) return null;
  const { functions } = tree;
  const is = (id: number): boolean =>
    functions.name[id] === row.name && functions.file[id] === row.file && functions.package[id] === row.package;
  const above = treeColumns(prune(callers(tree, is), maxNodes));
  const below = treeColumns(prune(callees(tree, is), maxNodes));
  const first = above.names.length;
  return {
    function: row,
    names: [...above.names, ...below.names],
    files: [...above.files, ...below.files],
    packages: [...above.packages, ...below.packages],
    lines: [...above.lines, ...below.lines],
    callers: above.nodes,
    callees: { ...below.nodes, name: below.nodes.name.map((index) => index + first) },
  };
}
