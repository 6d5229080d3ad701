import type { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import type { Retention } from '@perf/server/store/store.js';
import { startOfDayMs } from '@perf/server/time.js';
import { type Drawn, midMsOf } from './drawn-windows.js';
import { dayMs, minuteMs } from './windows.js';

export const hourMs = 60 * minuteMs;

/** The first of the three days that windows are drawn on, and a time when all of them are over. */
export const firstDayMs = startOfDayMs('2026-11-19');
export const afterwardsMs = firstDayMs + 6 * dayMs;

/** Of the days that windows are drawn on, how many of the first are kept by ten minutes or less finely, and by the hour. */
export interface ThinnedDays {
  readonly tenMinutes: number;
  readonly hours: number;
}

export function policyOf({ tenMinutes, hours }: ThinnedDays): Retention {
  const ageOf = (days: number): number => afterwardsMs - (firstDayMs + days * dayMs);
  return {
    maxAgeMs: 30 * dayMs,
    tiers: [
      { afterMs: ageOf(tenMinutes), resolutionMs: 10 * minuteMs },
      { afterMs: ageOf(hours), resolutionMs: hourMs },
    ],
  };
}

export function thin(writer: SqliteWriter, days: ThinnedDays): void {
  writer.expire(policyOf(days), afterwardsMs);
  while (writer.thin(Number.POSITIVE_INFINITY));
}

/** How finely a day is kept; 0: window by window. */
export function resolutionOf(atMs: number, { tenMinutes, hours }: ThinnedDays): number {
  const day = Math.floor((atMs - firstDayMs) / dayMs);
  return day < hours ? hourMs : day < tenMinutes ? 10 * minuteMs : 0;
}

/**
 * The law of thinned days: a window counts in the middle of its ten minutes or its hour. Where instances are told apart, it is
 * the hour, but for a fleet that is a single series on that day.
 */
export function momentsIn(windows: readonly Drawn[], days: ThinnedDays, apart: boolean): (window: Drawn) => number {
  return (window) => {
    const midMs = midMsOf(window);
    const spanMs = spanOf(windows, window, days, apart);
    return spanMs === 0 ? midMs : Math.floor(midMs / spanMs) * spanMs + spanMs / 2;
  };
}

/** The length of the span that a window counts in the middle of; 0: its own. */
export function spanOf(windows: readonly Drawn[], window: Drawn, days: ThinnedDays, apart: boolean): number {
  const dayOf = (one: Drawn): number => Math.floor(midMsOf(one) / dayMs);
  const fleet = windows.filter((one) => one.labels.version === window.labels.version && dayOf(one) === dayOf(window));
  const isAlone = new Set(fleet.map(({ labels }) => labels.instance)).size === 1;
  const spanMs = resolutionOf(midMsOf(window), days);
  return spanMs > 0 && apart && !isAlone ? hourMs : spanMs;
}
