import { placedCallTree } from '../calltree.js';
import type { CallTree, ProfileSet } from '../types.js';
import { chiSquareQuantile } from './special.js';

/** How many heap samples of one allocation site are alive, by when they were allocated. */
export interface Cohorts {
  /** The start of each cohort, epoch milliseconds, ascending: the labels `cohort` of `inuse_samples/count`. */
  readonly startMs: readonly number[];
  /** Of each: samples that are alive. */
  readonly samples: readonly number[];
}

/** What a census was taken of, and when. */
export interface Census {
  /** When it was taken. */
  readonly atMs: number;
  /** When the process began to sample its heap. */
  readonly sinceMs: number;
  /** Width of a cohort: the number `heapCohortMs`. */
  readonly widthMs: number;
  /** Bytes allocated for each sample: the number `heapIntervalBytes`. */
  readonly intervalBytes: number;
  /** Processes whose samples these are. */
  readonly instances?: number;
  /**
   * Work done in the time of each cohort, such as requests; of any unit. With equal work where it is left out. What is
   * left of a busy hour is more than what is left of a quiet one, leak or not.
   */
  readonly load?: (fromMs: number, untilMs: number) => number;
  /** Of each process: the numbers `heapUsedBytes` and `heapLimitBytes`. */
  readonly heap?: { readonly usedBytes: number; readonly limitBytes: number };
}

export interface LeakOptions {
  /** What is allocated in so long after the start stays for good, and does not count. A sixteenth of the run, at least. */
  readonly warmUpMs?: number;
  /** For how long anything may be held legitimately: sessions, caches with a time to live. */
  readonly longestLifetimeMs?: number;
  /** Of the interval of the rate. */
  readonly confidence?: number;
}

/** What a census says about one allocation site. */
export interface LeakFinding {
  /**
   * `leak`: as much is left of what was allocated long ago as of what was allocated lately, for longer than anything
   * may live; `growing`: the same, but the process is too young to tell; `none`: see `why`.
   */
  readonly verdict: 'leak' | 'growing' | 'none';
  /**
   * Why not: fewer than 8 samples; cohorts too wide for blocks; blocks without any; less left of what is older; less new
   * than before, as of a cache that fills; most of it from one time.
   */
  readonly why: '' | 'few samples' | 'short run' | 'gaps' | 'dies' | 'slows' | 'burst';
  /** Samples alive in the eight blocks, and of each block. */
  readonly samples: number;
  readonly blocks: readonly number[];
  /** What is left of the older half as a share of what is left of the younger one, at equal load. NaN of nothing. */
  readonly survival: number;
  /** The older half's part of the load: of what is never freed, as much of the samples. */
  readonly olderLoad: number;
  /** Of one process, at the average load of its run. */
  readonly bytesPerHour: Interval;
  /** Until the heap is full, at this rate; null where the limit is unknown, infinite where nothing grows. */
  readonly msToLimit: Interval | null;
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const BLOCKS = 8;
export const LEAST_SAMPLES = 8;
const LEAST_FULL_BLOCKS = 7;
export const LEAST_SURVIVAL = 0.6;
/** Standard deviations by which a younger half that holds less must do so beyond chance. */
const SLOWS_DEVIATIONS = 3;
/** The most of one block: so many samples, or this share of all. */
const MOST_IN_BLOCK = { samples: 4, share: 0.4 };
/** The newest part of the cohorts, in which even what lives short is alive. */
const NEWEST = 1 / 4;
const WARM_UP = 1 / 16;
/** How many times as long as anything may live the process must have run. */
const LIFETIMES = 5;
const HOUR_MS = 3_600_000;

/** An allocation site, a node of a call tree, and what is alive of what it allocated itself. */
export interface Site {
  readonly node: number;
  readonly cohorts: Cohorts;
}

/**
 * The allocation sites of a selection of `inuse_samples/count` grouped by `cohort`: one census of each instance, since
 * the next one counts the same samples again. What has no such label is left out.
 *
 * @param widthMs the widest `heapCohortMs` of these: narrower cohorts fall into the wider ones.
 */
export function sitesOf({ stacks, groups }: ProfileSet, widthMs: number): { tree: CallTree; sites: Site[] } {
  const node = groups.flatMap((group) => [...group.node]);
  const value = groups.flatMap((group) => [...group.value]);
  const { tree, place } = placedCallTree(stacks, Int32Array.from(node), Float64Array.from(value));
  const bySite = new Map<number, Map<number, number>>();
  for (const group of groups) {
    const cohortMs = Number.parseInt(group.labels.cohort ?? '', 10);
    if (Number.isNaN(cohortMs)) continue;
    const startMs = Math.floor(cohortMs / widthMs) * widthMs;
    for (const [row, at] of group.node.entries()) {
      const site = place[at] as number;
      const counts = bySite.get(site) ?? new Map<number, number>();
      bySite.set(site, counts);
      counts.set(startMs, (counts.get(startMs) ?? 0) + (group.value[row] as number));
    }
  }
  const sites = Array.from(bySite, ([site, counts]) => {
    const startMs = [...counts.keys()].sort((a, b) => a - b);
    return { node: site, cohorts: { startMs, samples: startMs.map((start) => counts.get(start) as number) } };
  });
  return { tree, sites: sites.sort((a, b) => a.node - b.node) };
}

/**
 * Whether what one site allocates is never freed, by how much is left of each span of time. A heap that grows is no
 * sign: a cache fills, a session lasts. But of what is freed at some age, less is left the older it is.
 *
 * The cohorts between the warm-up and the newest quarter are cut in eight blocks. It is a leak if they have at least 8
 * samples, at least seven of them have any, none has more than 4 or 40 % (the higher), and of the older four at least 0.6
 * times as much is left as of the younger four at equal load. Much more left of the older ones is a cache that fills. On runs of 24 hours with a lifetime of two hours or less that
 * calls no transient, session or cache a leak (`npm run bench -- verdicts-leaks`).
 */
export function testLeak(cohorts: Cohorts, census: Census, options: LeakOptions = {}): LeakFinding {
  const { sinceMs, atMs, widthMs, load = (from: number, until: number) => until - from } = census;
  const { longestLifetimeMs = 2 * HOUR_MS, confidence = 0.95 } = options;
  const firstMs = sinceMs + Math.max(options.warmUpMs ?? 0, WARM_UP * (atMs - sinceMs));
  const fromMs = Math.ceil(firstMs / widthMs) * widthMs;
  const untilMs = Math.floor((atMs - NEWEST * (atMs - fromMs)) / widthMs) * widthMs;
  const blockMs = (untilMs - fromMs) / BLOCKS;

  const blocks = new Array<number>(BLOCKS).fill(0);
  for (const [at, startMs] of cohorts.startMs.entries()) spread(blocks, cohorts.samples[at] ?? 0, startMs);
  const samples = sum(blocks);
  const half = BLOCKS / 2;
  const loads = blocks.map((_, block) => load(fromMs + block * blockMs, fromMs + (block + 1) * blockMs));
  const [old, young] = [sum(blocks.slice(0, half)), sum(blocks.slice(half))];
  const [oldLoad, youngLoad] = [sum(loads.slice(0, half)), sum(loads.slice(half))];
  const survival = old / oldLoad / (young / youngLoad);

  const why = reasonAgainst();
  const isLong = atMs - sinceMs >= LIFETIMES * longestLifetimeMs;
  const bytesPerHour = rateOf();
  return {
    verdict: why !== '' ? 'none' : isLong ? 'leak' : 'growing',
    why,
    samples,
    blocks,
    survival,
    olderLoad: oldLoad / (oldLoad + youngLoad),
    bytesPerHour,
    msToLimit: timeToLimit(census, bytesPerHour),
  };

  /** Adds what lies in the blocks to them. A cohort across the border of two counts for each in part. */
  function spread(into: number[], count: number, startMs: number): void {
    for (let block = 0; block < BLOCKS; block++) {
      const begin = Math.max(startMs, fromMs + block * blockMs);
      const end = Math.min(startMs + widthMs, fromMs + (block + 1) * blockMs);
      if (end > begin) into[block] = (into[block] as number) + (count * (end - begin)) / widthMs;
    }
  }

  function reasonAgainst(): LeakFinding['why'] {
    if (!(blockMs >= widthMs / 2)) return 'short run';
    if (samples < LEAST_SAMPLES) return 'few samples';
    if (blocks.filter((each) => each > 0).length < LEAST_FULL_BLOCKS) return 'gaps';
    if (!(survival >= LEAST_SURVIVAL)) return 'dies';
    // As many as are expected of the older half where each does its share of the load.
    const share = oldLoad / (oldLoad + youngLoad);
    const deviations = (old - samples * share) / Math.sqrt(samples * share * (1 - share));
    if (survival > 1 / LEAST_SURVIVAL && deviations > SLOWS_DEVIATIONS) return 'slows';
    const most = Math.max(MOST_IN_BLOCK.samples, MOST_IN_BLOCK.share * samples);
    return Math.max(...blocks) > most ? 'burst' : '';
  }

  function rateOf(): Interval {
    const { low, high } = poissonInterval(samples, confidence);
    // At the load of the whole run: the blocks may lie in a busy or a quiet part of the day.
    const loadPerHour = (load(sinceMs, atMs) / (atMs - sinceMs)) * HOUR_MS;
    const hours = sum(loads) / loadPerHour;
    const bytes = census.intervalBytes / (census.instances ?? 1);
    const rate = (count: number): number => (hours > 0 ? (count * bytes) / hours : Number.NaN);
    return { value: rate(samples), low: rate(low), high: rate(high) };
  }
}

/** The exact interval of a Poisson mean of which `count` was seen (Garwood 1936). */
export function poissonInterval(count: number, confidence = 0.95): { readonly low: number; readonly high: number } {
  const tail = (1 - confidence) / 2;
  return {
    low: count === 0 ? 0 : chiSquareQuantile(tail, 2 * count) / 2,
    high: chiSquareQuantile(1 - tail, 2 * (count + 1)) / 2,
  };
}

function timeToLimit({ heap }: Census, rate: Interval): Interval | null {
  if (heap === undefined) return null;
  const left = Math.max(0, heap.limitBytes - heap.usedBytes);
  const until = (bytesPerHour: number): number => (left === 0 ? 0 : (left / bytesPerHour) * HOUR_MS);
  return { value: until(rate.value), low: until(rate.high), high: until(rate.low) };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
