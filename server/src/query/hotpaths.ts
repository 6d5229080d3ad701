import {
  applySteps,
  DenseSum,
  type HotPathNodes,
  type HotPathsReport,
  hotPathRows,
  hotPaths,
  isInstant,
  mean,
  numberApart,
  type PlacedTree,
  type ProfileSet,
  placedCallTree,
} from '@perf/profile';
import type { QueryCall } from './call.js';
import { detailOf, nothing, selectionOf } from './selected.js';
import { stepsIn } from './transformed.js';

const trendParts = 24;

export const hotpaths: QueryCall = {
  params: ['query', 'from', 'until', 'view', 'limit'],
  async answer(params, context): Promise<HotPathsReport> {
    const limit = params.integer('limit', 10, 1, 1_000);
    const query = params.required('query', 'cpu{service="checkout"}');
    const steps = stepsIn(params);
    const range = params.range(context.nowMs);
    const selection = selectionOf(query, range, context);
    const stepMs = Math.max(1, Math.ceil((range.untilMs - range.fromMs) / trendParts));
    const set = await context.store.select({ ...selection, stepMs });
    const evidence = (await context.store.totals(selection)).groups[0]?.evidence ?? nothing;
    const whole = wholeTree(set, evidence.profiles);
    const { tree, place, hidden } = applySteps(whole.tree, steps);
    const total = tree.total[0]?.[0] ?? 0;
    const seen = { tree, place: whole.place.map((node) => (node < 0 ? -1 : (place[node] as number))) };
    const found = hotPaths(tree, limit);
    const trends = trendsOf(set, seen, found, range.fromMs, stepMs);
    const paths = hotPathRows(tree, found).map((row, index) => ({
      ...row,
      trend: trends[index] as (number | null)[],
    }));
    const { type, unit } = set.sampleType;
    return { type, unit, query, ...range, total, hidden: hidden[0] ?? 0, ...evidence, ...detailOf(set), paths };
  },
};

/** The steps put together again. */
function wholeTree(set: ProfileSet, profiles: number): PlacedTree {
  const sum = new DenseSum(set.stacks.table.parent.length);
  for (const { node, value } of set.groups) sum.add(node, value);
  const { node, value } = sum.toSparse();
  return placedCallTree(set.stacks, node, isInstant(set.sampleType.type) ? mean(value, profiles) : value);
}

/** For each path's function its share of the total, step by step. `place` has where the set's stacks are in `tree`. */
function trendsOf(
  set: ProfileSet,
  { tree, place }: PlacedTree,
  found: readonly HotPathNodes[],
  fromMs: number,
  stepMs: number,
): (number | null)[][] {
  const apart = numberApart(tree.functions);
  const rowOf = new Map(found.map((hot, row) => [apart[hot.function], row]));
  const rowOfFunction = apart.map((number) => rowOf.get(number) ?? -1);
  const trends = found.map(() => new Array<number | null>(trendParts).fill(null));
  for (const group of set.groups) {
    const step = Math.round((group.fromMs - fromMs) / stepMs);
    const selfs = new Float64Array(found.length);
    let total = 0;
    for (let i = 0; i < group.node.length; i++) {
      const at = place[group.node[i] as number] as number;
      if (at < 0) continue;
      const value = group.value[i] as number;
      total += value;
      const row = rowOfFunction[tree.function[at] as number] ?? -1;
      if (row >= 0) selfs[row] = (selfs[row] as number) + value;
    }
    for (const [row, trend] of trends.entries()) trend[step] = total === 0 ? 0 : (selfs[row] as number) / total;
  }
  return trends;
}
