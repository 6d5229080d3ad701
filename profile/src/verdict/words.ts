/**
 * What a verdict says, in words that claim no more than it knows: intervals are rounded outwards, and what would have been
 * found is said with how often. Functions are named by those who show them. Pure.
 */
import type { ShareChange } from '../changes-report.js';
import type { IntervalReport, Leak } from '../leaks-report.js';
import { formatSeconds, formatShare, formatValue, plural, threeDigits } from '../units.js';
import type { HeapVerdict } from './heap.js';
import type { Comparison, Design, Finding, FindingLabel, Outcome, ServiceVerdict, SideSummary } from './types.js';

type LeakAmounts = Pick<Leak, 'bytesPerHour' | 'msToLimit' | 'foundIn' | 'testedIn'>;

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  regressed: 'Regressed',
  improved: 'Improved',
  unchanged: 'Unchanged',
  undecided: 'Not enough data yet',
};

export const LABEL_WORDS: Readonly<Record<FindingLabel, string>> = {
  regressed: 'Slower',
  improved: 'Faster',
  moved: 'Moved',
  new: 'New',
  gone: 'Gone',
};

export const DESIGN_WORDS: Readonly<Record<Design, string>> = {
  canary: 'both versions at the same time',
  beforeAfter: 'one version after the other',
  single: 'one process of each version',
};

/** Why a verdict is to be shown and must block nothing. */
export function advisoryWords({ design }: Pick<Comparison, 'design'>): string {
  const how = design === 'single' ? 'Each version ran as one process' : 'The versions did not run at the same time';
  return `${how}, and fewer than seven earlier days say how much the service changes by itself.`;
}

/** What makes the outcome, the best evidence first; empty where only the whole service's cost does, or nothing. */
export function leadsOf({ outcome, findings }: Pick<Comparison, 'outcome' | 'findings'>): readonly Finding[] {
  if (outcome === 'regressed') return findings.filter(isRegression);
  if (outcome === 'improved') return findings.filter(({ label }) => label === 'improved' || label === 'gone');
  return [];
}

/** New code that costs CPU is one; code that moved is none. */
export function isRegression({ label, delta }: Finding): boolean {
  return label === 'regressed' || (label === 'new' && delta > 0);
}

/** A change with its interval, as shares. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** `+11 %`, as finely as its interval allows. */
export function changeText(change: number, interval: Interval): string {
  const text = percent(change, decimalsOf(interval), Math.round);
  return change > 0 ? `+${text} %` : `${text} %`;
}

/** The 95 % interval, `8 to 14 %`: rounded outwards, so that it promises no more than was measured. */
export function intervalText(interval: Interval): string {
  const decimals = decimalsOf(interval);
  return `${percent(interval.low, decimals, Math.floor)} to ${percent(interval.high, decimals, Math.ceil)} %`;
}

/** `+11 % of CPU, 8 to 14 %` */
export function findingText(finding: Finding): string {
  return `${changeText(finding.delta, finding)} of CPU, ${intervalText(finding)}`;
}

/** Follows the function's name where not its own code alone was measured. */
export function reachText({ kind }: Pick<Finding, 'kind'>): string {
  return kind === 'inclusive' ? ' with what it calls' : '';
}

/** `CPU per request 12.3 ms → 13.1 ms: +6.5 %, 2 to 11 %` */
export function serviceText(service: ServiceVerdict): string {
  const amounts = `${formatSeconds(service.base)} → ${formatSeconds(service.comparison)}`;
  return `CPU per request ${amounts}: ${changeText(service.change, service)}, ${intervalText(service)}`;
}

/** `heap in use 81 MiB → 95 MiB an instance: +17 %, 9 to 26 %` */
export function heapText(heap: HeapVerdict): string {
  const amounts = `${formatValue(heap.base, 'bytes')} → ${formatValue(heap.comparison, 'bytes')}`;
  return `heap in use ${amounts} an instance: ${changeText(heap.change, heap)}, ${intervalText(heap)}`;
}

/** `2.1 MiB an hour (1.5 MiB to 2.9 MiB) in 3 of 3 instances; the heap is full in 14 h` */
export function leakText({ bytesPerHour, msToLimit, foundIn, testedIn }: LeakAmounts): string {
  const bytes = (value: number): string => formatValue(value, 'bytes');
  const { value, low, high } = bytesPerHour;
  const rate = `${bytes(value)} an hour (${bytes(low)} to ${bytes(high)}) in ${foundIn} of ${plural(testedIn, 'instance')}`;
  return msToLimit === null ? rate : `${rate}; ${untilFullText(msToLimit)}`;
}

/** `the heap is full in 14 h` */
export function untilFullText({ value }: IntervalReport): string {
  return value === 0 ? 'the heap is full' : `the heap is full in ${formatSeconds(value / 1000)}`;
}

/** `4.12 % → 8.6 % of CPU at equal work: 2.1 times, 1.9 to 2.3` */
export function changedText({ before, after, ratio }: Pick<ShareChange, 'before' | 'after' | 'ratio'>): string {
  const times = [
    Number(ratio.value.toPrecision(2)),
    twoDigits(ratio.low, Math.floor),
    twoDigits(ratio.high, Math.ceil),
  ];
  return `${formatShare(before)} → ${formatShare(after)} of CPU at equal work: ${times[0]} times, ${times[1]} to ${times[2]}`;
}

/** 1.066: 1 by `floor`, 1.1 by `ceil`. Positive numbers only. */
function twoDigits(value: number, round: (value: number) => number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((round(value / unit) * unit).toPrecision(2));
}

/** What would not have been missed, and how often; empty where that is not known. */
export function detectableText({ detectable, detectableByShare }: Comparison): string {
  const known = detectableByShare.filter(({ delta }) => Number.isFinite(delta));
  const all = known.length > 0 || detectable === null ? known : [{ share: 0.01, delta: detectable }];
  const [first, ...others] = all.map(({ share, delta }) => [threeDigits(100 * share), upwards(delta)]);
  if (first === undefined) return '';
  const rest = others.map(([share, delta]) => `, one of ${share} % by ${delta} %`).join('');
  return `Four times in five, a function of ${first[0]} % of CPU that grew by ${first[1]} % of CPU${rest}.`;
}

/** The same of a usual function alone: what an outcome without findings means. */
export function nothingFoundText({ detectable }: Pick<Comparison, 'detectable'>): string {
  if (detectable === null) return 'no change was found';
  return (
    `no change was found. A function of 1 % of CPU that grew by ${upwards(detectable)} % of CPU ` +
    'would have been found four times in five'
  );
}

/** `3 instances · 66 windows · 39,432 samples · 15 windows left out to warm up` */
export function sideText({ instances, windows, samples, droppedWindows }: SideSummary): string {
  const parts = [plural(instances, 'instance'), plural(windows, 'window'), plural(samples, 'sample')];
  if (droppedWindows > 0) parts.push(`${plural(droppedWindows, 'window')} left out to warm up`);
  return parts.join(' · ');
}

/** How it is known that a function of both versions is one. */
export function matchText({ label, matched }: Pick<Finding, 'label' | 'matched'>): string {
  if (label === 'new' || label === 'gone') return 'in one version only';
  return matched === '' ? 'same name and file' : matched;
}

/** So many that half the interval has one digit; one or two more where a bound would otherwise become nought. */
function decimalsOf({ low, high }: Interval): number {
  const half = (100 * (high - low)) / 2;
  const decimals = half > 0 ? Math.min(4, Math.max(0, -Math.floor(Math.log10(half)))) : 2;
  const nearest = 100 * (low > 0 ? low : high < 0 ? -high : 1);
  const enough = [decimals, decimals + 1, decimals + 2].find((count) => nearest >= 10 ** -count);
  return enough ?? decimals;
}

function percent(share: number, decimals: number, round: (value: number) => number): string {
  const scale = 10 ** decimals;
  // 0.07 * 100 is 7.000000000000001, which is no reason to round up.
  const exact = Number((100 * share * scale).toPrecision(12));
  const value = round(exact) / scale;
  return value < 0 ? `−${(-value).toFixed(decimals)}` : Math.abs(value).toFixed(decimals);
}

/** A percentage of two digits that is not below the share. */
function upwards(share: number): string {
  const decimals = Math.min(4, Math.max(0, 1 - Math.floor(Math.log10(100 * share || 1))));
  return percent(share, decimals, Math.ceil);
}
