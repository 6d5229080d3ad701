import { Refusal } from './errors.js';

export const dayMs = 86_400_000;

const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs };

/** `90m`, `36h`, `30d`, `500ms` in milliseconds. */
export function parseDurationMs(text: string, name: string): number {
  const found = /^(\d{1,12})(ms|s|m|h|d|w)$/.exec(text);
  const unit = unitMs[found?.[2] ?? ''];
  if (found === null || unit === undefined) {
    throw new Refusal(400, `${name}: ${JSON.stringify(text)} is not a duration. Write 90m, 36h or 30d.`);
  }
  return Number(found[1]) * unit;
}

/** Epoch milliseconds, `now`, or `now-90m`. Never before the epoch: `now-9999w` means everything. */
export function parseTimeMs(text: string, name: string, nowMs: number): number {
  if (text === 'now') return nowMs;
  if (text.startsWith('now-')) return Math.max(0, nowMs - parseDurationMs(text.slice(4), name));
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Refusal(
    400,
    `${name}: ${JSON.stringify(text)} is not a time. Write epoch milliseconds, now, or now-90m (units ms s m h d w).`,
  );
}

/** The UTC day a time lies in: `2026-11-23`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function startOfDayMs(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}
