import { dayMs, startOfDayMs } from '../../time.js';
import type { Retention } from '../store.js';

/** What a policy asks of the days that are stored. */
export interface Plan {
  /** Oldest first. */
  readonly remove: readonly string[];
  /** Of the days that stay, those past a tier, oldest first. */
  readonly thin: readonly { readonly day: string; readonly resolutionMs: number }[];
  /** Bytes of the days that stay. */
  readonly bytes: number;
}

/**
 * Removed are days that lie before the greatest age, then the oldest until the rest fits into the bytes, and never the
 * newest. A day is past an age when all of it is.
 *
 * @param days that are stored, oldest first.
 */
export function planOf(
  days: readonly { readonly day: string; readonly bytes: number }[],
  { maxAgeMs, maxBytes, tiers = [] }: Retention,
  nowMs: number,
): Plan {
  const isPast = (day: string, ageMs: number): boolean => startOfDayMs(day) + dayMs <= nowMs - ageMs;
  let bytes = days.reduce((sum, one) => sum + one.bytes, 0);
  let removed = 0;
  for (const one of days) {
    const isNewest = removed === days.length - 1;
    const isTooLarge = maxBytes !== undefined && bytes > maxBytes && !isNewest;
    if (!isPast(one.day, maxAgeMs) && !isTooLarge) break;
    bytes -= one.bytes;
    removed++;
  }
  const thin = days.slice(removed).flatMap(({ day }) => {
    const past = tiers.filter(({ afterMs }) => isPast(day, afterMs)).map(({ resolutionMs }) => resolutionMs);
    return past.length === 0 ? [] : [{ day, resolutionMs: Math.max(...past) }];
  });
  return { remove: days.slice(0, removed).map(({ day }) => day), thin, bytes };
}
