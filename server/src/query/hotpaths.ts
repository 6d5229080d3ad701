import {
  applySteps,
  type CallTree,
  DenseSum,
  type FunctionTable,
  type HotPathNodes,
  type HotPathsReport,
  hotPathRows,
  hotPaths,
  keyApart,
  type ProfileSet,
  placedCallTree,
  type Step,
} from '@perf/profile';
import type { QueryCall } from './call.js';
import { detailOf, select, selectionOf } from './selected.js';
import { stepsIn, transformed } from './transformed.js';

const trendParts = 24;

export const hotpaths: QueryCall = {
  needsTree: true,
  params: ['query', 'from', 'until', 'view', 'limit'],
  async answer(params, context): Promise<HotPathsReport> {
    const limit = params.integer('limit', 10, 1, 1_000);
    const query = params.required('query', 'cpu{service="checkout"}');
    const steps = stepsIn(params);
    const range = params.range(context.nowMs);
    // The tree is the one that other reports are made of; in steps of time the same selection has the trends.
    const { type, unit, side, tree } = transformed(await select(query, range, context), steps);
    const stepMs = Math.max(1, Math.ceil((range.untilMs - range.fromMs) / trendParts));
    const set = await context.store.select({ ...selectionOf(query, range, context), stepMs });
    const found = hotPaths(tree, limit);
    const trends = trendsOf(set, steps, { tree, found }, range.fromMs, stepMs);
    const paths = hotPathRows(tree, found).map((row, index) => ({
      ...row,
      trend: trends[index] as (number | null)[],
    }));
    return { type, unit, ...side, ...detailOf(set), paths };
  },
};

/** For each path's function its share of the total, step by step. */
function trendsOf(
  set: ProfileSet,
  steps: readonly Step[],
  { tree, found }: { readonly tree: CallTree; readonly found: readonly HotPathNodes[] },
  fromMs: number,
  stepMs: number,
): (number | null)[][] {
  const rowOf = new Map(found.map((hot, row) => [keyApart(tree.functions, hot.function), row]));
  const { functions, functionOf } = steps.length === 0 ? leavesOf(set) : leavesAfter(set, steps);
  const rowOfFunction = functions.name.map((_, id) => rowOf.get(keyApart(functions, id)) ?? -1);
  const trends = found.map(() => new Array<number | null>(trendParts).fill(null));
  for (const group of set.groups) {
    const step = Math.round((group.fromMs - fromMs) / stepMs);
    const selfs = new Float64Array(found.length);
    let total = 0;
    for (let i = 0; i < group.node.length; i++) {
      const id = functionOf[group.node[i] as number] as number;
      if (id === LEFT_OUT) continue;
      const value = group.value[i] as number;
      total += value;
      const row = rowOfFunction[id] ?? -1;
      if (row >= 0) selfs[row] = (selfs[row] as number) + value;
    }
    for (const [row, trend] of trends.entries()) trend[step] = total === 0 ? 0 : (selfs[row] as number) / total;
  }
  return trends;
}

/** By stack the function that its self value is of. */
interface Leaves {
  readonly functions: FunctionTable;
  readonly functionOf: Int32Array;
}

/** In `functionOf`, of stacks that the steps left out. */
const LEFT_OUT = -2;

function leavesOf({ stacks: { functions, frames, table } }: ProfileSet): Leaves {
  const functionOf = new Int32Array(table.frame.length).fill(-1);
  for (let node = 1; node < functionOf.length; node++) {
    functionOf[node] = frames.function[table.frame[node] as number] as number;
  }
  return { functions, functionOf };
}

/** The same after the steps, which may put other functions in their place. */
function leavesAfter(set: ProfileSet, steps: readonly Step[]): Leaves {
  const sum = new DenseSum(set.stacks.table.parent.length);
  for (const { node, value } of set.groups) sum.add(node, value);
  const { node, value } = sum.toSparse();
  const whole = placedCallTree(set.stacks, node, value);
  const { tree, place } = applySteps(whole.tree, steps);
  const functionOf = whole.place.map((at) => {
    const to = at < 0 ? -1 : (place[at] as number);
    return to < 0 ? LEFT_OUT : (tree.function[to] as number);
  });
  return { functions: tree.functions, functionOf };
}
