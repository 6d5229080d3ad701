import type { ProfileSet } from '@perf/profile';
import { type HeapTest, testSites } from '@perf/profile/verdict/leaks.js';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { NumberSum, ProfileReader, Range } from '../store/store.js';
import { matchersOf } from './sides.js';

/** A process whose heap is sampled. */
export interface HeapInstance {
  readonly service: string;
  readonly env: string;
  readonly version: string;
  readonly instance: string;
  /** Its first window that is known, and its last one. */
  readonly firstMs: number;
  readonly lastMs: number;
}

const census = 'inuse_samples/count';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** No two windows of one process have their middle in one such step: 100 ms is the shortest interval of an agent. */
const stepMs = 100;
/** Where the last census is looked for: agents that run for weeks take one in two days. */
const lookBackMs = [hourMs, 48 * hourMs];
/**
 * From when on as much of the old as of the young is called a leak: five times as long. Of processes that ran for a day, caches and
 * sessions were never taken for one (`npm run bench -- verdicts-leaks`); after half a day, caches were.
 */
const longestLifetimeMs = (24 * hourMs) / 5;
/** Windows of an instance that reported within so long of the newest of its service: it is taken to run. */
const aliveMs = hourMs;
/** An env that has sent nothing for so long has ended, and its leaks with it. */
const endedMs = 48 * hourMs;
const watchedInstances = 20;

/** The processes of a service that run, by env; of each env at most twenty, those that have run longest. */
export async function heapInstances(store: ProfileReader, service: string, nowMs: number): Promise<HeapInstance[]> {
  const ever = { fromMs: 0, untilMs: nowMs + hourMs };
  const { series } = await store.labels({ ...ever, matchers: matchersOf({ service }) });
  const byEnv = new Map<string, HeapInstance[]>();
  for (const { labels, sampleTypes, firstMs, lastMs } of series) {
    const { env = '', version = '', instance = '' } = labels;
    if (instance === '' || !sampleTypes.some(({ type, unit }) => `${type}/${unit}` === census)) continue;
    byEnv.set(env, [...(byEnv.get(env) ?? []), { service, env, version, instance, firstMs, lastMs }]);
  }
  return [...byEnv.values()].flatMap((all) => {
    const newestMs = all.reduce((newest, { lastMs }) => Math.max(newest, lastMs), 0);
    if (newestMs < nowMs - endedMs) return [];
    const alive = all.filter(({ lastMs }) => lastMs >= newestMs - aliveMs);
    return alive.sort((a, b) => a.firstMs - b.firstMs).slice(0, watchedInstances);
  });
}

/** What the last census of a process says; null where it has taken none after `afterMs`. */
export async function testHeap(
  store: ProfileReader,
  of: HeapInstance,
  afterMs: number,
  limits: Limits,
): Promise<HeapTest | null> {
  const { service, env, version, instance, lastMs } = of;
  const matchers = matchersOf({ service, env, version, labels: { instance } });
  for (const backMs of lookBackMs) {
    const range = { fromMs: Math.max(0, afterMs, lastMs - backMs), untilMs: lastMs + minuteMs };
    if (range.fromMs >= range.untilMs) return null;
    const { sums } = await store.numbers({
      ...range,
      matchers,
      names: ['heapCohortMs', 'heapIntervalBytes', 'heapUsedBytes', 'heapLimitBytes'],
      stepMs,
      maxWindows: limits.numberWindows,
    });
    const width = lastOf(sums, 'heapCohortMs');
    if (width === null && afterMs >= lastMs - backMs) return null;
    if (width === null) continue;
    const taken = { fromMs: width.fromMs, untilMs: width.fromMs + stepMs };
    const set = await store.select({
      ...{ sampleType: census, matchers, ...taken, by: ['cohort'], maxGroups: limits.groups },
    });
    return testOf(store, of, set, sums, limits);
  }
  return null;
}

async function testOf(
  store: ProfileReader,
  of: HeapInstance,
  set: ProfileSet,
  sums: readonly NumberSum[],
  limits: Limits,
): Promise<HeapTest | null> {
  const { version, instance, firstMs } = of;
  const width = lastOf(sums, 'heapCohortMs') as NumberSum;
  const evidence = set.groups[0]?.evidence;
  if (evidence === undefined) return null;
  // A window lies where its middle does; the census was taken at its end.
  const atMs = width.fromMs + stepMs / 2 + (evidence.instanceSeconds * 1000) / 2;
  const oldest = set.groups.map(({ labels }) => Number.parseInt(labels.cohort ?? '', 10)).filter(Number.isFinite);
  const oldestMs = Math.min(...oldest, atMs);
  // Of a process that is older than what is kept, only its cohorts tell.
  const sinceMs = oldestMs < firstMs - width.max ? oldestMs : firstMs;
  const [used, limit] = [lastOf(sums, 'heapUsedBytes')?.mean ?? null, lastOf(sums, 'heapLimitBytes')?.mean ?? null];
  const load = await loadOf(store, of, { fromMs: sinceMs, untilMs: atMs }, limits);
  return testSites(
    set,
    {
      ...{ atMs, sinceMs, widthMs: width.max, intervalBytes: lastOf(sums, 'heapIntervalBytes')?.mean ?? 524_288 },
      ...(used === null || limit === null ? {} : { heap: { usedBytes: used, limitBytes: limit } }),
      ...(load === null ? {} : { load }),
    },
    { instance, version, heapUsedBytes: used, heapLimitBytes: limit },
    { longestLifetimeMs },
  );
}

function lastOf(sums: readonly NumberSum[], name: string): NumberSum | null {
  const own = sums.filter((sum) => sum.name === name);
  return own.reduce<NumberSum | null>((last, one) => (last === null || one.fromMs > last.fromMs ? one : last), null);
}

/** At night a service does something too, though it serves nobody. */
const leastLoad = 0.05;

/** Requests served between two moments, by the hour; null where they were not counted for most of the run. */
async function loadOf(store: ProfileReader, of: HeapInstance, range: Range, limits: Limits) {
  const { service, env, version, instance } = of;
  const fromMs = Math.floor(range.fromMs / hourMs) * hourMs;
  const hours = Math.ceil((range.untilMs - fromMs) / hourMs);
  const matchers = matchersOf({ service, env, version, labels: { instance } });
  const asked = { sampleType: 'cpu', matchers, fromMs, untilMs: fromMs + hours * hourMs, by: [], stepMs: hourMs };
  const groups = await store
    .totals({ ...asked, maxGroups: limits.groups })
    .then((found) => found.groups)
    .catch((error: unknown) => {
      if (error instanceof Refusal) return [];
      throw error;
    });
  const counted = groups.filter(({ evidence }) => evidence.requests !== null && evidence.instanceSeconds > 0);
  if (counted.length < hours / 2) return null;
  const rates = new Map(
    counted.map(({ fromMs: at, evidence }) => [at, (evidence.requests as number) / evidence.instanceSeconds]),
  );
  const mean = [...rates.values()].reduce((sum, rate) => sum + rate, 0) / rates.size;
  if (mean === 0) return null;
  return (from: number, until: number): number => {
    let sum = 0;
    for (let at = Math.floor(from / hourMs) * hourMs; at < until; at += hourMs) {
      const rate = Math.max(leastLoad * mean, rates.get(at) ?? mean);
      sum += rate * (Math.min(until, at + hourMs) - Math.max(from, at));
    }
    return sum;
  };
}
