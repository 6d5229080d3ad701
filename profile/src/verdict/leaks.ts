/** From the heap profiles of a service's processes to its leaks. Pure. */
import { idOf } from '../hash.js';
import type { IntervalReport, Leak, LeakInstance } from '../leaks-report.js';
import { pathIdsOf } from '../path-id.js';
import type { CallTree, ProfileSet } from '../types.js';
import { rejectionThreshold } from './benjamini-hochberg.js';
import {
  type Census,
  LEAST_SAMPLES,
  LEAST_SURVIVAL,
  type LeakOptions,
  poissonInterval,
  sitesOf,
  testLeak,
} from './leak.js';
import { binomialUpperTail } from './special.js';
import type { FunctionRef } from './types.js';

/** What the last census of one process says of each of its allocation sites. Survives JSON. */
export interface HeapTest extends Pick<LeakInstance, 'instance' | 'version' | 'atMs' | 'sinceMs'> {
  readonly heapUsedBytes: number | null;
  readonly heapLimitBytes: number | null;
  readonly intervalBytes: number;
  /** Those with enough samples to be tested, most samples first. Empty where the process is too young. */
  readonly sites: readonly SiteTest[];
  readonly isYoung: boolean;
}

export interface SiteTest {
  readonly pathId: string;
  /** In the eight blocks, and in the older four of them. */
  readonly samples: number;
  readonly older: number;
  /** The older half's part of the load. */
  readonly olderLoad: number;
  /** Null for what is none. */
  readonly leak: SiteLeak | null;
}

export interface SiteLeak extends Pick<Leak, 'function' | 'line' | 'path' | 'verdict'> {
  readonly blocks: readonly number[];
  readonly survival: number;
  readonly bytesPerHour: IntervalReport;
  readonly msToLimit: IntervalReport | null;
  /** The oldest cohort of which something is left. */
  readonly oldestMs: number;
}

/** A leak as of these tests; when it was found is known to those who keep it. */
export type FoundLeak = Omit<Leak, 'foundMs' | 'seenMs' | 'endedMs'>;

/** A process that runs shorter is still filling what it will hold for good. */
export const LEAST_RUN_MS = 6 * 3_600_000;
const MOST_SITES = 500;
const MOST_INSTANCES = 20;
/**
 * What could be taken for a leak by chance is what dies: of its older half at most half as much is left as a leak must
 * have.
 */
const CHANCE_SURVIVAL = LEAST_SURVIVAL / 2;
/** Of the leaks found in a service, so many may be none. */
const FALSE_DISCOVERY_RATE = 0.05;
/** An instance that would have this many samples of a leak, and does not show it, has none. */
const TELLING_SAMPLES = 2 * LEAST_SAMPLES;
/** Part of a run that the eight blocks cover: without the warm-up and the newest quarter. */
const COVERED = (15 / 16) * (3 / 4);
const HOUR_MS = 3_600_000;

/**
 * The sites of one census of one instance (`inuse_samples/count` by `cohort`).
 *
 * @param of which process, and how full its heap is.
 */
export function testSites(
  set: ProfileSet,
  census: Census,
  of: Pick<HeapTest, 'instance' | 'version' | 'heapUsedBytes' | 'heapLimitBytes'>,
  options: LeakOptions = {},
): HeapTest {
  const { atMs, sinceMs, intervalBytes } = census;
  const test = { ...of, atMs, sinceMs, intervalBytes };
  if (atMs - sinceMs < LEAST_RUN_MS) return { ...test, isYoung: true, sites: [] };
  const { tree, sites } = sitesOf(set, census.widthMs);
  const tested = sites
    .filter(({ node }) => (tree.function[node] as number) >= 0)
    .map(({ node, cohorts }) => ({
      node,
      oldestMs: cohorts.startMs[0] as number,
      found: testLeak(cohorts, census, options),
    }))
    .filter(({ found }) => found.why !== 'short run' && found.samples >= LEAST_SAMPLES)
    .sort((a, b) => b.found.samples - a.found.samples)
    .slice(0, MOST_SITES);
  const ids = pathIdsOf(
    tree,
    tested.map(({ node }) => node),
  );
  return {
    ...test,
    isYoung: false,
    sites: tested.map(({ node, oldestMs, found }, at) => {
      const { verdict, samples, blocks, survival, olderLoad, bytesPerHour, msToLimit } = found;
      const older = blocks.slice(0, blocks.length / 2).reduce((sum, one) => sum + one, 0);
      const path = pathTo(tree, node);
      const line = tree.functions.startLine[tree.function[node] as number] as number;
      return {
        ...{ pathId: ids[at] as string, samples, older, olderLoad },
        leak:
          verdict === 'none'
            ? null
            : {
                function: path.at(-1) as FunctionRef,
                line,
                path,
                verdict,
                blocks,
                survival,
                bytesPerHour,
                msToLimit,
                oldestMs,
              },
      };
    }),
  };
}

/**
 * The leaks of a service and env, the soonest to fill a heap first. A site is one where any instance shows it, and where chance
 * does not explain it: over all sites with enough samples, whether they leak or not, at most one in twenty of those
 * found is none (Benjamini and Hochberg), by how many samples of all instances are of the older half.
 */
export function leaksOf(service: string, env: string, tests: readonly HeapTest[]): FoundLeak[] {
  const sites = new Map<string, { test: HeapTest; site: SiteTest }[]>();
  for (const test of tests) {
    for (const site of test.sites) {
      const known = sites.get(site.pathId);
      if (known === undefined) sites.set(site.pathId, [{ test, site }]);
      else known.push({ test, site });
    }
  }
  const chances = Array.from(sites.values(), (found) => ({ found, p: chanceOf(found.map(({ site }) => site)) }));
  const limit = rejectionThreshold(
    chances.map(({ p }) => p),
    chances.length,
    FALSE_DISCOVERY_RATE,
  );
  const testedIn = tests.filter(({ isYoung }) => !isYoung).length;
  return chances
    .filter(({ p }) => p <= limit)
    .flatMap(({ found }) => {
      const leaking = found.flatMap(({ test, site }) => (site.leak === null ? [] : [{ test, site, leak: site.leak }]));
      return leaking.length === 0 ? [] : [leakOf(service, env, leaking, testedIn)];
    })
    .sort((a, b) => untilFull(a) - untilFull(b) || b.bytesPerHour.value - a.bytesPerHour.value);
}

/** Whether a leak that these tests do not find is gone: one of them would have shown it, and none does. */
export function isGone({ pathId, bytesPerHour }: Leak, tests: readonly HeapTest[]): boolean {
  const shows = ({ sites }: HeapTest): boolean => sites.some((site) => site.pathId === pathId && site.leak !== null);
  const wouldShow = ({ isYoung, atMs, sinceMs, intervalBytes }: HeapTest): boolean => {
    const hours = (COVERED * (atMs - sinceMs)) / HOUR_MS;
    return !isYoung && (bytesPerHour.low * hours) / intervalBytes >= TELLING_SAMPLES;
  };
  return tests.some(wouldShow) && !tests.some(shows);
}

/** How often as many samples would be old, in all instances, of what dies. */
function chanceOf(sites: readonly SiteTest[]): number {
  let [older, samples, expected] = [0, 0, 0];
  for (const site of sites) {
    const dying = CHANCE_SURVIVAL * site.olderLoad;
    older += site.older;
    samples += site.samples;
    expected += (site.samples * dying) / (dying + 1 - site.olderLoad);
  }
  return binomialUpperTail(older, samples, expected / samples);
}

function leakOf(
  service: string,
  env: string,
  leaking: readonly { readonly test: HeapTest; readonly site: SiteTest; readonly leak: SiteLeak }[],
  testedIn: number,
): FoundLeak {
  const sorted = [...leaking].sort((a, b) => b.leak.bytesPerHour.value - a.leak.bytesPerHour.value);
  const { site, leak } = sorted[0] as (typeof sorted)[number];
  const samples = sorted.reduce((sum, one) => sum + one.site.samples, 0);
  const rate = sorted.reduce((sum, one) => sum + one.leak.bytesPerHour.value, 0) / sorted.length;
  const { low, high } = poissonInterval(samples);
  const sinceMs = Math.min(...sorted.map((one) => one.leak.oldestMs));
  const limits = sorted.flatMap((one) => one.leak.msToLimit ?? []).sort((a, b) => a.value - b.value);
  return {
    id: idOf('leak', service, env, site.pathId),
    ...{ service, env, function: leak.function, line: leak.line, path: leak.path, pathId: site.pathId },
    verdict: sorted.some((one) => one.leak.verdict === 'leak') ? 'leak' : 'growing',
    bytesPerHour: { value: rate, low: (rate * low) / samples, high: (rate * high) / samples },
    msToLimit: limits[0] ?? null,
    instances: sorted.slice(0, MOST_INSTANCES).map(instanceOf),
    ...{ foundIn: sorted.length, testedIn },
    versions: [...new Set(sorted.map(({ test }) => test.version))].sort(),
    sinceMs,
    range: { fromMs: sinceMs, untilMs: Math.max(...sorted.map(({ test }) => test.atMs)) },
  };
}

function instanceOf({ test, site, leak }: { test: HeapTest; site: SiteTest; leak: SiteLeak }): LeakInstance {
  const { instance, version, atMs, sinceMs, heapUsedBytes, heapLimitBytes } = test;
  const { verdict, blocks, survival, bytesPerHour, msToLimit } = leak;
  return {
    ...{ instance, version, atMs, sinceMs, verdict, blocks: [...blocks], samples: site.samples, survival },
    ...{ bytesPerHour, msToLimit, heapUsedBytes, heapLimitBytes },
  };
}

function untilFull({ msToLimit }: FoundLeak): number {
  return msToLimit?.value ?? Number.MAX_VALUE;
}

function pathTo({ functions, parent, function: functionOf }: CallTree, node: number): FunctionRef[] {
  const path: FunctionRef[] = [];
  for (let at = node; at > 0; at = parent[at] as number) {
    const id = functionOf[at] as number;
    path.push({
      name: functions.name[id] as string,
      file: functions.file[id] as string,
      package: functions.package[id] as string,
    });
  }
  return path.reverse();
}
