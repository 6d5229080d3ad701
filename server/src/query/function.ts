import { callees, callers, type FunctionReport, type FunctionTable, prune, top, treeColumns } from '@perf/profile';
import { Refusal } from '../errors.js';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';

/** The sandwich: one function, who calls it and what it calls. */
export const functionReport: QueryCall = {
  params: ['name', 'file', 'query', 'from', 'until', 'maxNodes'],
  async answer(params, context): Promise<FunctionReport> {
    const name = params.required('name', 'parseBody');
    const file = params.text('file');
    const maxNodes = params.integer('maxNodes', 1_000, 1, context.limits.maxNodes);
    const { type, unit, side, tree } = await selectOne(params, context);
    const row = top(tree).find((one) => one.name === name && (file === undefined || one.file === file));
    if (row === undefined) {
      const where = file === undefined ? '' : ` in ${file}`;
      throw new Refusal(
        404,
        `The function ${JSON.stringify(name)}${where} does not occur here. /api/v1/top lists those that do.`,
      );
    }
    const is = sameAs(tree.functions, row);
    const above = treeColumns(prune(callers(tree, is), maxNodes));
    const below = treeColumns(prune(callees(tree, is), maxNodes));
    const first = above.names.length;
    return {
      type,
      unit,
      ...side,
      function: row,
      names: [...above.names, ...below.names],
      files: [...above.files, ...below.files],
      packages: [...above.packages, ...below.packages],
      lines: [...above.lines, ...below.lines],
      callers: above.nodes,
      callees: { ...below.nodes, name: below.nodes.name.map((index) => index + first) },
    };
  },
};

/** Whether a function is the one that was asked for by name and, where it was given, file. */
export function isNamed(functions: FunctionTable, name: string, file: string | undefined) {
  return (id: number): boolean => functions.name[id] === name && (file === undefined || functions.file[id] === file);
}

function sameAs(functions: FunctionTable, row: { name: string; file: string; package: string }) {
  return (id: number): boolean =>
    functions.name[id] === row.name && functions.file[id] === row.file && functions.package[id] === row.package;
}
