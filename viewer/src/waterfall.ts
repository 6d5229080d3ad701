/** From the API's waterfall to rows with the running total, and the axis they are drawn on. Pure. */
import type { DiffReport, WaterfallBar } from '@perf/profile/api.js';
import { formatChange } from '@perf/profile/units.js';

/** A row reaches from one running total to the next; the first and the last one are the totals themselves. */
export interface WaterfallRow {
  readonly kind: 'before' | 'up' | 'down' | 'rest' | 'after';
  /** The bar's sub-tree; null for totals and the rest. */
  readonly bar: WaterfallBar | null;
  readonly base: number;
  readonly comparison: number;
  readonly change: number;
  readonly from: number;
  readonly until: number;
}

/** What the width of the drawing stands for. `low` is 0 unless nothing but the ends of long bars would differ. */
export interface WaterfallAxis {
  readonly low: number;
  readonly high: number;
}

export function waterfallRows({ waterfall }: Pick<DiffReport, 'waterfall'>): WaterfallRow[] {
  const { bars, rest, whole } = waterfall;
  const { base, comparison } = whole;
  const rows: WaterfallRow[] = [{ ...whole, kind: 'before', bar: null, from: 0, until: base }];
  let level = base;
  for (const bar of bars) {
    const until = level + bar.change;
    rows.push({ ...bar, kind: bar.change > 0 ? 'up' : 'down', bar, from: level, until });
    level = until;
  }
  // What rounding left goes with the rest: the last step ends where the total after does.
  rows.push({ ...rest, kind: 'rest', bar: null, from: level, until: comparison });
  rows.push({ ...whole, kind: 'after', bar: null, from: 0, until: comparison });
  return rows;
}

/** The part of the totals that never changes is cut off where it is more than three fifths of the width. */
export function waterfallAxis(rows: readonly WaterfallRow[]): WaterfallAxis {
  const levels = rows.map(({ until }) => until);
  const high = Math.max(...levels, 0);
  const lowest = Math.min(...levels);
  if (lowest <= 0.6 * high || lowest === high) return { low: 0, high };
  return { low: Math.max(0, lowest - 0.4 * (high - lowest)), high };
}

/** Where a value is, as a share of the width. */
export function placeOn({ low, high }: WaterfallAxis, value: number): number {
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
}

/** `+646 µs and −267 µs in 8 call paths, −2.15 µs in all others.` */
export function waterfallText(report: DiffReport, format: (value: number) => string): string {
  const { bars, rest } = report.waterfall;
  if (bars.length === 0) return 'No call path changed by more than noise.';
  const change = (value: number) => formatChange(value, format);
  const sum = (sign: number) => bars.reduce((all, bar) => all + (bar.change * sign > 0 ? bar.change : 0), 0);
  const parts = [sum(1), sum(-1)].filter((value) => value !== 0).map(change);
  return `${parts.join(' and ')} in ${bars.length === 1 ? 'one call path' : `${bars.length} call paths`}, ${change(rest.change)} in all others.`;
}
