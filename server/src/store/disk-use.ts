import type { StorageReport, StorageTier } from '@perf/profile';
import { dayMs, startOfDayMs } from '../time.js';
import type { Retention } from './store.js';

/** What a stored day takes up. */
export interface DayUse {
  readonly day: string;
  readonly bytes: number;
  /** How finely it is kept: see Detail in store.ts. */
  readonly resolutionMs: number;
  /** When its file was made: about when its first window arrived. */
  readonly madeMs: number;
}

/** Of a day that is not over, less than this tells nothing of the rest. */
const leastMs = 60 * 60_000;

const nameOf: ReadonlyMap<number, StorageTier['name']> = new Map([
  [0, 'raw'],
  [600_000, '10m'],
  [3_600_000, '1h'],
]);

/**
 * What is stored by tiers, and what it will be:
 *
 *     predicted = sum over tiers of (days of the tier x bytes of its days on average)
 *
 * A tier has as many days as its ages are apart; the youngest has the day that is not over besides, and before any is over is
 * taken to go on as that one does. A tier that has no day yet is taken to be as large as the one before, which it is smaller
 * than.
 *
 * @param otherBytes what is stored beside the days.
 */
export function diskUse(
  days: readonly DayUse[],
  { maxAgeMs, maxBytes, tiers = [] }: Retention,
  { nowMs, freeBytes, otherBytes }: { nowMs: number; freeBytes: number; otherBytes: number },
): StorageReport {
  const levels = [{ afterMs: 0, resolutionMs: 0 }, ...tiers];
  let known: number | null = null;
  let predicted: number | null = otherBytes;
  const reported = levels.map(({ afterMs, resolutionMs }, index): StorageTier => {
    const fromAgeMs = Math.min(afterMs, maxAgeMs);
    const untilAgeMs = Math.min(levels[index + 1]?.afterMs ?? maxAgeMs, maxAgeMs);
    const own = days.filter((one) => one.resolutionMs === resolutionMs);
    const bytesPerDay = mean(own.filter(({ day }) => isOver(day, nowMs)).map(({ bytes }) => bytes));
    known = bytesPerDay ?? (index === 0 ? goingOn(own, nowMs) : known);
    const full = (untilAgeMs - fromAgeMs) / dayMs + (index === 0 ? 1 : 0);
    if (full > 0) predicted = known === null || predicted === null ? null : predicted + full * known;
    return {
      name: nameOf.get(resolutionMs) ?? 'raw',
      resolutionMs,
      fromAgeMs,
      untilAgeMs,
      days: own.length,
      bytes: sum(own.map(({ bytes }) => bytes)),
      bytesPerDay: bytesPerDay === null ? null : Math.round(bytesPerDay),
    };
  });
  const bounded = predicted === null ? null : Math.min(predicted, maxBytes ?? Number.POSITIVE_INFINITY);
  return {
    bytes: otherBytes + sum(days.map(({ bytes }) => bytes)),
    freeBytes,
    predictedBytes: bounded === null ? null : Math.round(bounded),
    retentionBytes: maxBytes ?? null,
    tiers: reported,
  };
}

/** Bytes of the day that is not over, if it goes on as it has; null where it has only begun. */
function goingOn(days: readonly DayUse[], nowMs: number): number | null {
  const today = days.find(({ day }) => startOfDayMs(day) <= nowMs && !isOver(day, nowMs));
  if (today === undefined) return null;
  const passedMs = nowMs - Math.max(startOfDayMs(today.day), today.madeMs);
  return passedMs < leastMs ? null : (today.bytes * dayMs) / passedMs;
}

function isOver(day: string, nowMs: number): boolean {
  return startOfDayMs(day) + dayMs <= nowMs;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
