import type { Budget, BudgetReport, GateReport } from '@perf/profile';
import { BUDGET_Q, unknown } from '@perf/profile/budget/judge.js';
import { deployLooks } from '@perf/profile/verdict/index.js';
import type { ProfileReader, VersionSpan } from '../store/store.js';
import { dayMs } from '../time.js';
import { type CompareVersions, compareVersions, stepOf, warmUpOf } from '../verdicts/compare-versions.js';
import { matchersOf, type SideSelection, sideOf, totalsOf } from '../verdicts/sides.js';
import { isOfChange, judgeBudgets } from './judge.js';
import { orWhy } from './or-why.js';

const hourMs = 3_600_000;
/** Of a budget without `env`, environments that were seen in so long are looked at, and at most so many of a service. */
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
  const everywhere = budgets.filter(({ env }) => env === undefined);
  const named = budgets.flatMap(({ env }) => env ?? []);
  const looked = new Set([...named, ...(everywhere.length > 0 ? seen.slice(0, mostEnvs) : [])]);
  const reports: BudgetReport[] = [];
  for (const env of looked) {
    const own = budgets.filter((budget) => budget.env === undefined || budget.env === env);
    const versions = spans.filter((span) => span.env === env);
    reports.push(...(await statusIn(store, { service, env }, own, versions, nowMs, maxGroups)));
  }
  const others = seen.filter((env) => !looked.has(env));
  return others.length === 0 ? reports : [...reports, ...everywhere.map((budget) => notLookedAt(budget, others))];
}

/** One for all environments that a budget is not looked at in. */
function notLookedAt(budget: Budget, envs: readonly string[]): BudgetReport {
  const names = envs.slice(0, mostEnvs).map((env) => JSON.stringify(env));
  const more = envs.length > names.length ? `, and ${envs.length - names.length} more` : '';
  const why =
    `It is looked at in the ${mostEnvs} environments with the most windows, not in ${names.join(', ')}${more}: ` +
    'write a budget that has one of these as its env.';
  return { ...unknown(budget, BUDGET_Q, why), budget, env: '', version: '', base: null, range: null, baseRange: null };
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
  const needsBase = budgets.some(isOfChange);
  const needsCpu = budgets.some(({ kind }) => kind === 'share');
  const read = needsCpu ? await orWhy(readRecent()) : 'It was not read.';
  const held = {
    env,
    version: newest?.version ?? '',
    base: previous?.version ?? null,
    compared: needsBase ? await orWhy(compareNewest()) : 'It was not compared.',
    ...(typeof read === 'string' ? { cpu: read, warmUp: false as const } : read),
    cpuRange: { fromMs: recent.fromMs, untilMs: recent.untilMs },
    heaps,
    q: BUDGET_Q,
    advisory: false,
  };
  return judgeBudgets(store, budgets, held, maxGroups);

  async function readRecent() {
    const stepMs = stepOf((await totalsOf(store, recent, maxGroups)).windowMs);
    return { cpu: await sideOf(store, recent, stepMs, maxGroups), warmUp: warmUpOf(stepMs) };
  }

  /** At the looks of a deploy, so that being asked often raises no false alarm. */
  async function compareNewest() {
    if (newest === undefined || previous === undefined) return 'There is no version before it to compare it with.';
    const q = BUDGET_Q * deployLooks.length;
    const pair = { service, env, version: newest.version, previous: previous.version };
    return (await compareVersions(store, { ...pair, q, atOnce: false }, nowMs, maxGroups)) ?? 'It was not compared.';
  }
}

/** Where a service was seen lately, by windows, most first; somewhere without a name where nothing was. */
async function envsOf(store: ProfileReader, service: string, nowMs: number): Promise<string[]> {
  const matchers = matchersOf({ service });
  const { series } = await store.labels({ matchers, fromMs: Math.max(0, nowMs - seenMs), untilMs: nowMs });
  const windowsOf = new Map<string, number>();
  for (const { labels, windows } of series) {
    const env = labels.env ?? '';
    windowsOf.set(env, (windowsOf.get(env) ?? 0) + windows);
  }
  const envs = [...windowsOf].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1)).map(([env]) => env);
  return envs.length === 0 ? [''] : envs;
}
