import { type HotPathsReport, hotPathRows, hotPaths, keyApart, type ProfileSet } from '@perf/profile';
import type { QueryCall } from './call.js';
import { select, selectionOf } from './selected.js';

const trendParts = 24;

export const hotpaths: QueryCall = {
  needsTree: true,
  params: ['query', 'from', 'until', 'limit'],
  async answer(params, context): Promise<HotPathsReport> {
    const limit = params.integer('limit', 10, 1, 1_000);
    const query = params.required('query', 'cpu{service="checkout"}');
    const range = params.range(context.nowMs);
    const { type, unit, side, tree } = await select(query, range, context);
    const found = hotPaths(tree, limit);
    const keys = found.map((hot) => keyApart(tree.functions, hot.function));
    const stepMs = Math.max(1, Math.ceil((range.untilMs - range.fromMs) / trendParts));
    const steps = await context.store.select({ ...selectionOf(query, range, context), stepMs });
    const trends = trendsOf(steps, keys, range.fromMs, stepMs);
    const paths = hotPathRows(tree, found).map((row, index) => ({
      ...row,
      trend: trends[index] as (number | null)[],
    }));
    return { type, unit, ...side, paths };
  },
};

/** For each function, by its key, its share of the total, step by step. */
function trendsOf(set: ProfileSet, keys: readonly string[], fromMs: number, stepMs: number): (number | null)[][] {
  const { functions } = set.stacks;
  const rowOf = new Map(keys.map((key, row) => [key, row]));
  const rowOfFunction = functions.name.map((_, id) => rowOf.get(keyApart(functions, id)) ?? -1);
  const trends = keys.map(() => new Array<number | null>(trendParts).fill(null));
  for (const group of set.groups) {
    const step = Math.round((group.fromMs - fromMs) / stepMs);
    const selfs = new Float64Array(keys.length);
    let total = 0;
    for (let i = 0; i < group.node.length; i++) {
      const value = group.value[i] as number;
      total += value;
      const frame = set.stacks.table.frame[group.node[i] as number] as number;
      const row = frame < 0 ? -1 : (rowOfFunction[set.stacks.frames.function[frame] as number] as number);
      if (row >= 0) selfs[row] = (selfs[row] as number) + value;
    }
    for (const [row, trend] of trends.entries()) trend[step] = total === 0 ? 0 : (selfs[row] as number) / total;
  }
  return trends;
}
