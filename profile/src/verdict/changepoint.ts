import { upperQuantile, upperTail } from './special.js';

/** What something took over time, such as a function's share of the CPU time of its service. */
export interface ShareSeries {
  /** When the first bin begins, epoch milliseconds. */
  readonly fromMs: number;
  /** By bin of ten minutes: the share, above 0 where there is any; NaN where nothing was measured. */
  readonly share: Float64Array;
}

export interface ChangeOptions {
  /** Largest p of a change of one series, for the number of times at which it may have been. */
  readonly cutoff?: number;
  /** Of the changes found in all series, how many may be false (Benjamini and Hochberg). */
  readonly falseDiscoveryRate?: number;
  /** Of the interval of the ratio. */
  readonly confidence?: number;
}

/** A share that was about constant, the time of the day apart, and then is about another one. */
export interface Change {
  /** The index of its series. */
  readonly series: number;
  /** When the first block of two hours begins that has the new share. */
  readonly atMs: number;
  /** Geometric means until the change before it and until the one after it, at the average time of the day. */
  readonly before: number;
  readonly after: number;
  readonly ratio: { readonly value: number; readonly low: number; readonly high: number };
  readonly p: number;
  /** When the share was back, nearer to what it had been than to the new one: no change of its own. Null while it is not. */
  readonly wentAwayMs: number | null;
}

export const BIN_MS = 600_000;
/** Bins in a block of two hours. */
const BLOCK = 12;
export const BLOCK_MS = BLOCK * BIN_MS;
/** Of a block's bins, so many must have been measured. */
const LEAST_BINS = 4;
const DAY = 144;
/** A time of day is known by the days before and after; on fewer than so many there is nothing to take it from. */
const LEAST_DAYS = 3;
/** Bins on either side over which the time of day is smoothed. */
const SMOOTH = 6;
/** Blocks on either side of a change. So what has just changed is told after six hours: look again then. */
const LEAST_BLOCKS = 3;
const FAR = 6;
/** Deviations. */
const MOST_SPIKE = 3;
/** Of a logarithm: what varies by less than a thousandth is constant. */
const LEAST_DEVIATION = 0.001;
/** What looks like more is mostly a time of day that is not the same every day, which evens out in the mean of days. */
const MOST_CORRELATION = 0.5;

/**
 * When series changed for good, each at most a few times: without knowing of any deploy.
 *
 * The logarithms of the shares, less what the time of the day explains, are taken by the median of two hours. A change
 * is where the means before and after differ most (CUSUM), or that of a while from all else, if by more than noise with
 * the series' own deviation and correlation does at any of as many times. Then each part is looked at by itself.
 */
export function findChanges(series: readonly ShareSeries[], options: ChangeOptions = {}): Change[] {
  const { cutoff = 1e-5, falseDiscoveryRate = 0.05, confidence = 0.95 } = options;
  const found = series.map((one, index) => changesOf(one, index, cutoff, confidence));
  const least = found.map((changes) => Math.min(1, ...changes.map(({ p }) => p)));
  const limit = benjaminiHochberg(least, falseDiscoveryRate);
  return found.flat().filter(({ p }) => p <= limit);
}

function changesOf(series: ShareSeries, index: number, cutoff: number, confidence: number): Change[] {
  const { time, level: blocks } = blocksOf(withoutTimeOfDay(logOf(series.share), binOfDay(series.fromMs)));
  const deviation = longRunDeviation(time, blocks);
  const level = withoutSpikes(blocks, differenceDeviation(time, blocks, 1) / Math.SQRT2);
  const splits = splitsOf(level, deviation, cutoff);
  const bounds = [0, ...splits.map(({ at }) => at), level.length];
  const means = bounds.slice(1).map((end, part) => meanOf(level, bounds[part] as number, end));
  const z = upperQuantile((1 - confidence) / 2, Infinity);
  /** Parts that begin with what was there before an earlier change: told as that one's end. */
  const isReturn = new Set<number>();
  return splits.flatMap(({ at, p }, part) => {
    if (isReturn.has(part + 1)) return [];
    const [before, after] = [means[part] as number, means[part + 1] as number];
    const isBack = (mean: number): boolean => Math.abs(mean - before) < Math.abs(mean - after);
    const back = means.findIndex((mean, later) => later > part + 1 && isBack(mean));
    if (back !== -1) isReturn.add(back);
    const error =
      z * deviation * Math.sqrt(1 / (at - (bounds[part] as number)) + 1 / ((bounds[part + 2] as number) - at));
    const startMs = (block: number): number => series.fromMs + (time[block] as number) * BLOCK_MS;
    return {
      series: index,
      atMs: startMs(at),
      before: Math.exp(before),
      after: Math.exp(after),
      ratio: {
        value: Math.exp(after - before),
        low: Math.exp(after - before - error),
        high: Math.exp(after - before + error),
      },
      p,
      wentAwayMs: back === -1 ? null : startMs(bounds[back] as number),
    };
  });
}

/** Binary segmentation: where the blocks of a series are cut, ascending, and how likely noise would be at each. */
function splitsOf(level: Float64Array, deviation: number, cutoff: number): { at: number; p: number }[] {
  const found: { at: number; p: number }[] = [];
  const parts: [number, number][] = [[0, level.length]];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    const [from, until] = part;
    const { at, p } = strongestSplit(level, from, until, deviation);
    if (!(p <= cutoff)) continue;
    const bounds = [from, ...at, until];
    for (let next = 1; next < bounds.length; next++) parts.push([bounds[next - 1] as number, bounds[next] as number]);
    found.push(...at.map((one) => ({ at: one, p })));
  }
  return found.sort((a, b) => a.at - b.at);
}

/** Where nothing was found in a bin it counts as half of the least that was found in any. */
function logOf(share: Float64Array): Float64Array {
  const least = share.reduce((min, one) => (one > 0 && one < min ? one : min), Number.POSITIVE_INFINITY);
  return share.map((one) =>
    one > 0 ? Math.log(one) : one === 0 && least < Number.POSITIVE_INFINITY ? Math.log(least / 2) : Number.NaN,
  );
}

/** The bin of its day that begins at a time, or is under way. */
function binOfDay(ms: number): number {
  return Math.floor(ms / BIN_MS) % DAY;
}

/** Takes away the median over days of how far a time of the day is from the median of its day, smoothed. */
function withoutTimeOfDay(log: Float64Array, first: number): Float64Array {
  const deviations: number[][] = Array.from({ length: DAY }, () => []);
  for (let from = 0; from + DAY <= log.length; from += DAY) {
    const day = log.subarray(from, from + DAY);
    const middle = median([...day]);
    for (const [at, one] of day.entries()) if (!Number.isNaN(one)) deviations[(first + at) % DAY]?.push(one - middle);
  }
  const raw = deviations.map((each) => (each.length < LEAST_DAYS ? Number.NaN : median(each)));
  const smooth = raw.map((_, at) =>
    mean(Array.from({ length: 2 * SMOOTH + 1 }, (__, near) => raw[(at + near - SMOOTH + DAY) % DAY] as number)),
  );
  return log.map((one, at) => one - (smooth[(first + at) % DAY] || 0));
}

/** The medians of the blocks in which enough was measured, and which of all blocks those are. */
function blocksOf(bins: Float64Array): { time: number[]; level: Float64Array } {
  const time: number[] = [];
  const level: number[] = [];
  for (let block = 0; (block + 1) * BLOCK <= bins.length; block++) {
    const known = [...bins.subarray(block * BLOCK, (block + 1) * BLOCK)].filter((one) => !Number.isNaN(one));
    if (known.length < LEAST_BINS) continue;
    time.push(block);
    level.push(median(known));
  }
  return { time, level: Float64Array.from(level) };
}

/** What lasts for less than three blocks is no change: so far from the median of five a block counts at most. */
function withoutSpikes(level: Float64Array, deviation: number): Float64Array {
  const most = MOST_SPIKE * Math.max(LEAST_DEVIATION, deviation);
  const wide = 2 * LEAST_BLOCKS - 1;
  return level.map((one, at) => {
    const from = Math.max(0, Math.min(at - LEAST_BLOCKS + 1, level.length - wide));
    const usual = median([...level.subarray(from, from + wide)]);
    return Math.min(usual + most, Math.max(usual - most, one));
  });
}

/**
 * The deviation of a block as it counts in a mean of many: that of one times sqrt((1 + rho) / (1 - rho)), for noise whose
 * correlation at a distance of k blocks is rho^k. Both from the differences of blocks next to each other and of those
 * twelve hours apart, by their median: of a series with changes as well.
 */
function longRunDeviation(time: readonly number[], level: Float64Array): number {
  const near = differenceDeviation(time, level, 1);
  const far = differenceDeviation(time, level, FAR);
  // near²/far² = (1 - rho)/(1 - rho^6), which falls from 1 at 0 to 1/6 at 1.
  const wanted = far > 0 ? (near / far) ** 2 : 1;
  let [low, high] = [0, MOST_CORRELATION];
  for (let step = 0; step < 30; step++) {
    const rho = (low + high) / 2;
    if ((1 - rho) / (1 - rho ** FAR) > wanted) low = rho;
    else high = rho;
  }
  const rho = (low + high) / 2;
  const deviation = Math.sqrt((far ** 2 / (2 * (1 - rho ** FAR))) * ((1 + rho) / (1 - rho)));
  return Math.max(LEAST_DEVIATION, deviation);
}

function differenceDeviation(time: readonly number[], level: Float64Array, distance: number): number {
  const differences: number[] = [];
  for (let at = distance; at < level.length; at++) {
    if ((time[at] as number) - (time[at - distance] as number) !== distance) continue;
    differences.push(Math.abs((level[at] as number) - (level[at - distance] as number)));
  }
  return robustDeviation(differences);
}

/** Of values around 0, given without their sign: as of all of them, but that outliers count as three deviations only. */
function robustDeviation(values: readonly number[]): number {
  const most = 3 * 1.4826 * median(values);
  return Math.sqrt(mean(values.map((one) => Math.min(one, most) ** 2)));
}

interface Split {
  /** Where the parts begin, but the first one. */
  readonly at: readonly number[];
  readonly p: number;
}

/**
 * The one place at which the means before and after differ most, or the two between which the mean differs most from
 * that of the rest: whichever is less likely to be noise at any of as many places. What came and went away again hardly
 * moves the mean of either side.
 */
function strongestSplit(level: Float64Array, from: number, until: number, deviation: number): Split {
  const count = until - from;
  const sums = new Float64Array(count + 1);
  for (let at = 0; at < count; at++) sums[at + 1] = (sums[at] as number) + (level[from + at] as number);
  const zOf = (begin: number, end: number): number => {
    const inside = end - begin;
    const sum = (sums[end] as number) - (sums[begin] as number);
    const difference = Math.abs(sum / inside - ((sums[count] as number) - sum) / (count - inside));
    return difference / (deviation * Math.sqrt(1 / inside + 1 / (count - inside)));
  };
  let [one, oneAt, two, twoAt] = [0, [] as number[], 0, [] as number[]];
  for (let begin = LEAST_BLOCKS; begin <= count - LEAST_BLOCKS; begin++) {
    const z = zOf(0, begin);
    if (z > one) [one, oneAt] = [z, [from + begin]];
    for (let end = begin + LEAST_BLOCKS; end <= count - LEAST_BLOCKS; end++) {
      const window = zOf(begin, end);
      if (window > two) [two, twoAt] = [window, [from + begin, from + end]];
    }
  }
  const p = (z: number, places: number): number => (z > 0 ? Math.min(1, places * 2 * upperTail(z, Infinity)) : 1);
  const [pOne, pTwo] = [p(one, count), p(two, count ** 2 / 2)];
  return pOne <= pTwo ? { at: oneAt, p: pOne } : { at: twoAt, p: pTwo };
}

/** Up to which p these are rejected at this rate of false discoveries. */
function benjaminiHochberg(p: readonly number[], rate: number): number {
  const sorted = [...p].sort((a, b) => a - b);
  const limit = (rank: number): number => (rate * (rank + 1)) / sorted.length;
  return limit(sorted.findLastIndex((one, rank) => one <= limit(rank)));
}

function meanOf(level: Float64Array, from: number, until: number): number {
  return mean([...level.subarray(from, until)]);
}

/** Of those that are numbers. */
function mean(values: readonly number[]): number {
  const known = values.filter((one) => !Number.isNaN(one));
  return known.reduce((all, one) => all + one, 0) / known.length;
}

/** Of those that are numbers. */
function median(values: readonly number[]): number {
  const sorted = values.filter((one) => !Number.isNaN(one)).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
