import { judged, unknown } from './judge.js';
import { instancesMissing } from './share.js';
import type { BudgetResult, HeapGrowthBudget } from './types.js';

/** The live heap of one instance over time. */
export interface HeapSeries {
  readonly instance: string;
  /** In the order of time. */
  readonly points: readonly HeapPoint[];
}

export interface HeapPoint {
  readonly atMs: number;
  readonly liveBytes: number;
  /** Null where they were not counted. */
  readonly requestsPerSecond: number | null;
}

const HOUR_MS = 3_600_000;
const MIB = 1_048_576;
/** What is allocated in the beginning stays for good. */
const WARM_UP = 1 / 16;
const LEAST_POINTS = 6;
const LEAST_MS = HOUR_MS;
/** A load that varies by less than this part of itself is steady. */
const STEADY_LOAD = 0.01;
/** Where load and time have more in common than this, nobody can tell which of them the heap follows. */
const MOST_COMMON = 0.98;

/**
 * How fast the live heap of an instance grows: the slope over time of what was alive, at equal load where requests are counted
 * (least squares), of each instance by itself. Instances are replicates: windows of one process are too much alike for that. The
 * interval is Student's t over their slopes.
 *
 * A heap grows as well while a cache fills or sessions begin: this is about growth, not about leaks (verdict/leak.ts).
 */
export function judgeHeapGrowth(budget: HeapGrowthBudget, series: readonly HeapSeries[], q: number): BudgetResult {
  const slopes: number[] = [];
  let short = 0;
  for (const { points } of series) {
    const warm = withoutWarmUp(points);
    if (warm.length < LEAST_POINTS || spanMs(warm) < LEAST_MS) short++;
    else slopes.push(slopeOf(warm));
  }
  const known = slopes.filter((slope) => !Number.isNaN(slope));
  if (known.length < 2) return unknown(budget, q, reason());
  const mean = known.reduce((sum, slope) => sum + slope, 0) / known.length;
  const squares = known.reduce((sum, slope) => sum + (slope - mean) ** 2, 0);
  const df = known.length - 1;
  return judged(budget, { value: mean, se: Math.sqrt(squares / df / known.length), df }, q);

  function reason(): string {
    if (series.length < 2) return instancesMissing(series.length);
    if (known.length < slopes.length)
      return 'Load and time rose together: which of them the heap follows cannot be told.';
    return `${short} of ${series.length} instances have less than an hour of heap profiles after warming up; two need more.`;
  }
}

function withoutWarmUp(points: readonly HeapPoint[]): readonly HeapPoint[] {
  const firstMs = (points[0]?.atMs ?? 0) + WARM_UP * spanMs(points);
  return points.filter(({ atMs }) => atMs >= firstMs);
}

function spanMs(points: readonly HeapPoint[]): number {
  return (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0);
}

/** MiB an hour; NaN where it cannot be told from what load does. */
function slopeOf(points: readonly HeapPoint[]): number {
  const time = centred(points.map(({ atMs }) => (atMs - (points[0] as HeapPoint).atMs) / HOUR_MS));
  const heap = centred(points.map(({ liveBytes }) => liveBytes / MIB));
  const tt = dot(time, time);
  const th = dot(time, heap);
  const load = loadOf(points);
  if (load === null) return th / tt;
  const [ll, tl, lh] = [dot(load, load), dot(time, load), dot(load, heap)];
  if (tl ** 2 > MOST_COMMON * tt * ll) return Number.NaN;
  return (th * ll - tl * lh) / (tt * ll - tl ** 2);
}

/** Null where it is steady, or nobody counted. */
function loadOf(points: readonly HeapPoint[]): number[] | null {
  const counted = points.flatMap(({ requestsPerSecond }) => requestsPerSecond ?? []);
  if (counted.length < points.length) return null;
  const load = centred(counted);
  const mean = counted.reduce((sum, one) => sum + one, 0) / counted.length;
  return Math.sqrt(dot(load, load) / counted.length) <= STEADY_LOAD * mean ? null : load;
}

function centred(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);
}
