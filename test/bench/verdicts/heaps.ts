import type { Cohorts } from '@perf/profile/verdict/leak.js';
import { normal } from './program.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MIB = 1_048_576;

/** The agent's: 512 KiB for each sample, at most 32 cohorts, as wide as a power of two minutes. */
export const INTERVAL_BYTES = 524_288;
const MOST_COHORTS = 32;

/** A process that ran for so many hours, as its last census shows one allocation site of it. */
export interface Run {
  readonly hours: number;
  readonly random: () => number;
  /** Requests at a time of the day, 1 on average. */
  load(ms: number): number;
}

/** When the samples that are alive at the end were allocated. */
export type Allocations = (run: Run) => number[];

export function runOf(hours: number, random: () => number): Run {
  const phase = random();
  return { hours, random, load: (ms) => 1 + 0.4 * Math.sin(2 * Math.PI * (ms / (24 * HOUR_MS) + phase)) };
}

/** `mibPerHour` is never freed. */
export function leaking(mibPerHour: number): Allocations {
  return (run) => survivors(run, mibPerHour, () => 1);
}

/** What a service holds legitimately. */
export const steady: Readonly<Record<string, Allocations>> = {
  // Nearly all of it lives seconds, one in a thousand for minutes.
  transients: (run) =>
    survivors(run, 20_000, (age) => 0.999 * Math.exp(-age / 5_000) + 0.001 * Math.exp(-age / 600_000)),
  // As long as somebody stays, half an hour in the median, and forgotten after eight.
  sessions: (run) => survivors(run, 100, (age) => (age > 8 * HOUR_MS ? 0 : 1 - phi(Math.log(age / 1_800_000)))),
  // A day's jobs, held for up to an hour, twenty times as many in one of them.
  'hourly batches': (run) => survivors(run, 50, (age, at) => (age < HOUR_MS && at % (6 * HOUR_MS) < HOUR_MS ? 1 : 0)),
  // 2,000 entries of 20 KiB; the least recently used one goes.
  LRU: (run) => cache(run, { keys: 20_000, entries: 2_000, perHour: 6_000, bytes: 20_480 }),
  // All of what there is to hold fits in; most of it is met in the first hours, the rest of it ever more rarely.
  'warm cache': (run) => cache(run, { keys: 5_000, entries: 5_000, perHour: 6_000, bytes: 20_480 }),
  'cache of hot keys': (run) => cache(run, { keys: 1_000, entries: 1_000, perHour: 6_000, bytes: 102_400 }),
  // Loaded when it starts, and again once: a table that is replaced.
  'reloaded table': (run) =>
    survivors(run, 60, (_, at) => (Math.abs(at - 0.4 * run.hours * HOUR_MS) < 300_000 ? 1 : 0)),
};

/** Samples by minute, thinned by how many live until the end: those of a Poisson process are one again. */
function survivors(run: Run, mibPerHour: number, alive: (ageMs: number, atMs: number) => number): number[] {
  const { hours, random } = run;
  const found: number[] = [];
  for (let at = 0; at < hours * HOUR_MS; at += MINUTE_MS) {
    const expected = ((mibPerHour * MIB) / INTERVAL_BYTES / 60) * run.load(at);
    const middle = at + MINUTE_MS / 2;
    const count = poisson(expected * alive(hours * HOUR_MS - middle, at), random);
    for (let i = 0; i < count; i++) found.push(at + random() * MINUTE_MS);
  }
  return found;
}

interface CachePlan {
  readonly keys: number;
  readonly entries: number;
  readonly perHour: number;
  readonly bytes: number;
}

/** A cache of the last used of keys that are asked for as Zipf has it. */
function cache(run: Run, { keys, entries, perHour, bytes }: CachePlan): number[] {
  const { hours, random } = run;
  const sampled = 1 - Math.exp(-bytes / INTERVAL_BYTES);
  /** By key: when it was allocated, NaN where that was not sampled. In the order of last use. */
  const held = new Map<number, number>();
  for (let at = 0; at < hours * HOUR_MS; at += MINUTE_MS) {
    const asked = poisson((perHour / 60) * run.load(at), random);
    for (let i = 0; i < asked; i++) {
      const key = Math.floor(keys ** random());
      const known = held.get(key);
      held.delete(key);
      held.set(key, known ?? (random() < sampled ? at : Number.NaN));
      if (held.size > entries) held.delete(held.keys().next().value as number);
    }
  }
  return [...held.values()].filter((at) => !Number.isNaN(at));
}

/** Samples in the cohorts that the agent would have them in after such a run, and how wide those are. */
export function cohortsOf(allocatedMs: readonly number[], hours: number): { cohorts: Cohorts; widthMs: number } {
  let widthMs = MINUTE_MS;
  while ((hours * HOUR_MS) / widthMs > MOST_COHORTS) widthMs *= 2;
  const counts = new Map<number, number>();
  for (const at of allocatedMs) {
    const start = Math.floor(at / widthMs) * widthMs;
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const startMs = [...counts.keys()].sort((a, b) => a - b);
  return { cohorts: { startMs, samples: startMs.map((start) => counts.get(start) as number) }, widthMs };
}

/** Knuth's for few, the normal approximation for many. */
export function poisson(mean: number, random: () => number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Standard normal distribution function, by a logistic approximation. */
function phi(z: number): number {
  return 1 / (1 + Math.exp(-1.5976 * z - 0.070566 * z ** 3));
}
