import {
  type CallTree,
  callTree,
  DenseSum,
  type HotPathNodes,
  type HotPathsReport,
  hotPathRows,
  hotPaths,
  isInstant,
  mean,
  numberApart,
  type ProfileSet,
} from '@perf/profile';
import type { QueryCall } from './call.js';
import { detailOf, nothing, selectionOf } from './selected.js';

const trendParts = 24;

export const hotpaths: QueryCall = {
  params: ['query', 'from', 'until', 'limit'],
  async answer(params, context): Promise<HotPathsReport> {
    const limit = params.integer('limit', 10, 1, 1_000);
    const query = params.required('query', 'cpu{service="checkout"}');
    const range = params.range(context.nowMs);
    const selection = selectionOf(query, range, context);
    const stepMs = Math.max(1, Math.ceil((range.untilMs - range.fromMs) / trendParts));
    const set = await context.store.select({ ...selection, stepMs });
    const evidence = (await context.store.totals(selection)).groups[0]?.evidence ?? nothing;
    const tree = wholeTree(set, evidence.profiles);
    const total = tree.total[0]?.[0] ?? 0;
    const found = hotPaths(tree, limit);
    const trends = trendsOf(set, found, range.fromMs, stepMs);
    const paths = hotPathRows(tree, found).map((row, index) => ({
      ...row,
      trend: trends[index] as (number | null)[],
    }));
    const { type, unit } = set.sampleType;
    return { type, unit, query, ...range, total, ...evidence, ...detailOf(set), paths };
  },
};

/** The steps put together again. */
function wholeTree(set: ProfileSet, profiles: number): CallTree {
  const sum = new DenseSum(set.stacks.table.parent.length);
  for (const { node, value } of set.groups) sum.add(node, value);
  const { node, value } = sum.toSparse();
  return callTree(set.stacks, node, isInstant(set.sampleType.type) ? mean(value, profiles) : value);
}

/** For each path's function its share of the total, step by step. */
function trendsOf(
  set: ProfileSet,
  found: readonly HotPathNodes[],
  fromMs: number,
  stepMs: number,
): (number | null)[][] {
  const apart = numberApart(set.stacks.functions);
  const rowOf = new Map(found.map((hot, row) => [apart[hot.function], row]));
  const rowOfFunction = apart.map((number) => rowOf.get(number) ?? -1);
  const trends = found.map(() => new Array<number | null>(trendParts).fill(null));
  for (const group of set.groups) {
    const step = Math.round((group.fromMs - fromMs) / stepMs);
    const selfs = new Float64Array(found.length);
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
