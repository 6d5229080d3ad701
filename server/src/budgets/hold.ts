import type { Budget, BudgetReport, GateReport } from '@perf/profile';
import { BUDGET_Q } from '@perf/profile/budget/judge.js';
import { deployLooks } from '@perf/profile/verdict/index.js';
import type { ProfileReader, VersionSpan } from '../store/store.js';
import { dayMs } from '../time.js';
import { type CompareVersions, compareVersions, stepOf, warmUpOf } from '../verdicts/compare-versions.js';
import { matchersOf, type SideSelection, sideOf, totalsOf } from '../verdicts/sides.js';
import { isOfChange, judgeBudgets } from './judge.js';

const hourMs = 3_600_000;
/** Environments that were seen in so long are looked at, and at most so many of a service. */
const seenMs = 7 * dayMs;
const mostEnvs = 10;

/** Two versions, or ranges, compared now, and held against budgets. */
export async function gate(
  store: ProfileReader,
  asked: Omit<CompareVersions, 'atOnce' | 'unless'> & {
    readonly advisory: boolean;
    readonly budgets: readonly Budget[];
  },
  nowMs: number,
  maxGroups: number,
): Promise<GateReport> {
  const compared = await compareVersions(store, { ...asked, atOnce: true }, nowMs, maxGroups);
  if (compared === null) throw new Error('a comparison without `unless` is always made');
  const { env, version, previous, q, advisory, budgets } = asked;
  const held = {
    ...{ env, version, base: previous, q, advisory, compared },
    cpu: compared.comparison,
    cpuRange: compared.verdict.range,
    warmUp: compared.options.warmUp,
    heaps: compared.whole,
  };
  return { ...compared.verdict, budgets: await judgeBudgets(store, budgets, held, maxGroups) };
}

/** How budgets of a service stand now: in its newest version, in each environment they are of. */
export async function budgetStatus(
  store: ProfileReader,
  service: string,
  budgets: readonly Budget[],
  nowMs: number,
  maxGroups: number,
): Promise<BudgetReport[]> {
  const spans = await store.versions(service);
  const seen = await envsOf(store, service, nowMs);
  const everywhere = budgets.some(({ env }) => env === undefined);
  const named = budgets.flatMap(({ env }) => env ?? []);
  const reports: BudgetReport[] = [];
  for (const env of new Set([...named, ...(everywhere ? seen : [])])) {
    const own = budgets.filter((budget) => budget.env === undefined || budget.env === env);
    const versions = spans.filter((span) => span.env === env);
    reports.push(...(await statusIn(store, { service, env }, own, versions, nowMs, maxGroups)));
  }
  return reports;
}

async function statusIn(
  store: ProfileReader,
  { service, env }: { readonly service: string; readonly env: string },
  budgets: readonly Budget[],
  versions: readonly VersionSpan[],
  nowMs: number,
  maxGroups: number,
): Promise<BudgetReport[]> {
  const [newest, previous] = [versions.at(-1), versions.at(-2)];
  const heaps: SideSelection =
    newest === undefined
      ? { service, env, fromMs: nowMs - dayMs, untilMs: nowMs }
      : { service, env, version: newest.version, fromMs: newest.firstMs, untilMs: newest.lastMs + 1 };
  const recent = { ...heaps, fromMs: Math.max(heaps.fromMs, heaps.untilMs - hourMs) };
  const stepMs = stepOf((await totalsOf(store, recent, maxGroups)).windowMs);
  const needsBase = budgets.some(isOfChange);
  const held = {
    env,
    version: newest?.version ?? '',
    base: previous?.version ?? null,
    compared: needsBase ? await compareNewest() : 'It was not compared.',
    cpu: await sideOf(store, recent, stepMs, maxGroups),
    cpuRange: { fromMs: recent.fromMs, untilMs: recent.untilMs },
    warmUp: warmUpOf(stepMs),
    heaps,
    q: BUDGET_Q,
    advisory: false,
  };
  return judgeBudgets(store, budgets, held, maxGroups);

  /** At the looks of a deploy, so that being asked often raises no false alarm. */
  async function compareNewest() {
    if (newest === undefined || previous === undefined) return 'There is no version before it to compare it with.';
    const q = BUDGET_Q * deployLooks.length;
    const pair = { service, env, version: newest.version, previous: previous.version };
    return (await compareVersions(store, { ...pair, q, atOnce: false }, nowMs, maxGroups)) ?? 'It was not compared.';
  }
}

/** Where a service was seen lately; somewhere without a name where nothing was. */
async function envsOf(store: ProfileReader, service: string, nowMs: number): Promise<string[]> {
  const matchers = matchersOf({ service });
  const { series } = await store.labels({ matchers, fromMs: Math.max(0, nowMs - seenMs), untilMs: nowMs });
  const envs = [...new Set(series.map(({ labels }) => labels.env ?? ''))].sort();
  return envs.length === 0 ? [''] : envs.slice(0, mostEnvs);
}
