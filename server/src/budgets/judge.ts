import type { Budget, BudgetReport, BudgetResult } from '@perf/profile';
import { judgeFunctionCpu } from '@perf/profile/budget/function-cpu.js';
import { type HeapPoint, type HeapSeries, judgeHeapGrowth } from '@perf/profile/budget/heap-growth.js';
import { unknown } from '@perf/profile/budget/judge.js';
import { judgeCpuPerRequest, judgeHeap } from '@perf/profile/budget/ratio.js';
import { nodesOf } from '@perf/profile/budget/samples-of.js';
import { judgeShare } from '@perf/profile/budget/share.js';
import type { CompareOptions, VerdictSide } from '@perf/profile/verdict/types.js';
import { Refusal } from '../errors.js';
import type { ProfileReader, Range } from '../store/store.js';
import { dayMs } from '../time.js';
import type { Compared } from '../verdicts/compare-versions.js';
import { matchersOf, type SideSelection } from '../verdicts/sides.js';
import { ofSomeInstances } from '../verdicts/some-instances.js';
import { orWhy } from './or-why.js';

/** What budgets of a service and env are held against. */
export interface Held {
  readonly env: string;
  readonly version: string;
  readonly base: string | null;
  /** The comparison with the base, or why there is none. */
  readonly compared: Compared | string;
  /** The CPU that shares are of, or why it is not known, and its time. */
  readonly cpu: VerdictSide | string;
  readonly cpuRange: Range;
  readonly warmUp: CompareOptions['warmUp'];
  /** Whose heaps: their last day is looked at. */
  readonly heaps: SideSelection;
  readonly q: number;
  /** Whether a comparison counts whose rate of false alarms is not known. */
  readonly advisory: boolean;
}

/** Steps of a heap's growth. */
const heapSteps = 24;
const leastStepMs = 60_000;
const mostStepMs = 10 * 60_000;

/** How budgets stand, in the order they are given. */
export async function judgeBudgets(
  store: ProfileReader,
  budgets: readonly Budget[],
  held: Held,
  maxGroups: number,
): Promise<BudgetReport[]> {
  const heapRange = lastDayOf(held.heaps);
  let heaps: readonly HeapSeries[] | string | null = null;
  const reports: BudgetReport[] = [];
  for (const budget of budgets) {
    const isChange = isOfChange(budget);
    if (budget.kind === 'heapGrowth') {
      heaps ??= await orWhy(heapsOf(store, { ...held.heaps, ...heapRange }, maxGroups));
    }
    const { compared, base, env, version } = held;
    const change = typeof compared === 'string' ? null : compared.verdict;
    const range = isChange ? (change?.range ?? null) : budget.kind === 'heapGrowth' ? heapRange : held.cpuRange;
    const baseRange = isChange ? (change?.baseRange ?? null) : null;
    const result = judge(budget, held, heaps ?? []);
    reports.push({ ...result, budget, env, version, base: isChange ? base : null, range, baseRange });
  }
  return reports;
}

/** Whether a budget is about what changed since the version before. */
export function isOfChange({ kind }: Budget): boolean {
  return kind !== 'share' && kind !== 'heapGrowth';
}

function judge(budget: Budget, held: Held, heaps: readonly HeapSeries[] | string): BudgetResult {
  const { compared, q, advisory } = held;
  switch (budget.kind) {
    case 'cpuPerRequest':
      if (typeof compared === 'string') return unknown(budget, q, compared);
      return judgeCpuPerRequest(budget, compared.verdict.result, advisory);
    case 'functionCpu':
      if (typeof compared === 'string') return unknown(budget, q, compared);
      return judgeFunctionCpu(budget, { ...compared, found: compared.verdict.result }, advisory);
    case 'heap':
      if (typeof compared === 'string') return unknown(budget, q, compared);
      return judgeHeap(budget, compared.verdict.result, compared.verdict.heap, advisory);
    case 'share': {
      if (typeof held.cpu === 'string') return unknown(budget, q, held.cpu);
      const isKnown = typeof compared !== 'string' && nodesOf(compared.base.stacks, budget) !== null;
      return judgeShare(budget, held.cpu, { warmUp: held.warmUp }, q, isKnown);
    }
    case 'heapGrowth':
      return typeof heaps === 'string' ? unknown(budget, q, heaps) : judgeHeapGrowth(budget, heaps, q);
  }
}

function lastDayOf({ fromMs, untilMs }: Range): Range {
  return { fromMs: Math.max(fromMs, untilMs - dayMs), untilMs };
}

/** The live heap of each instance over time; of a large fleet, of as many as there may be groups. */
async function heapsOf(
  store: ProfileReader,
  selection: SideSelection,
  maxGroups: number,
): Promise<readonly HeapSeries[]> {
  const { fromMs, untilMs } = selection;
  const stepMs = Math.min(mostStepMs, Math.max(leastStepMs, Math.floor((untilMs - fromMs) / heapSteps)));
  const asked = { sampleType: 'inuse_space', matchers: matchersOf(selection), fromMs, untilMs, by: ['instance'] };
  const some = await ofSomeInstances(store, { ...asked, stepMs, maxGroups }).catch(noHeap);
  const { groups } = await store.totals(some);
  const series = new Map<string, HeapPoint[]>();
  for (const { labels, fromMs, total, evidence } of groups) {
    const { profiles, requests, instanceSeconds } = evidence;
    const points = series.get(labels.instance ?? '') ?? [];
    series.set(labels.instance ?? '', points);
    points.push({
      atMs: fromMs + stepMs / 2,
      liveBytes: total / profiles,
      requestsPerSecond: requests === null || instanceSeconds === 0 ? null : requests / instanceSeconds,
    });
  }
  return [...series].map(([instance, points]) => ({ instance, points: points.sort((a, b) => a.atMs - b.atMs) }));
}

function noHeap(error: unknown): never {
  const isNone = error instanceof Refusal && error.status === 404;
  throw isNone ? new Refusal(404, 'There are no heap profiles (inuse_space).') : error;
}
