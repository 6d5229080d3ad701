/** Instances, or other groups, over time as rows of cells. Pure. */
import type { SeriesReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import type { Span } from './time.js';
import { moveTime, type TimeCursor } from './time-keys.js';

export interface HeatRow {
  /** The value of the label, empty where there is none; null for all that have no row of their own. */
  readonly value: string | null;
  readonly name: string;
  /** The name without what all names begin with: there is room for a few letters. */
  readonly short: string;
  /** Beside the report's times: what is held, or spent by second. */
  readonly values: readonly (number | null)[];
  readonly mean: number;
  readonly peak: number;
  /** When the peak was. */
  readonly peakMs: number;
}

export const HEAT_LEVELS = 5;

/** Rows of a series by a label, the largest first. */
export function heatRows(report: SeriesReport, by: string): HeatRow[] {
  const shared = sharedStart(report.groups.flatMap(({ labels }) => labels[by] ?? []));
  return report.groups.map((group, at) => {
    const isRest = report.others > 0 && at === report.groups.length - 1;
    const value = isRest ? null : (group.labels[by] ?? '');
    const values = isInstant(report.type) ? group.values : group.perSecond;
    const known = values.filter((one) => one !== null);
    const peak = Math.max(0, ...known);
    return {
      value,
      name: isRest ? `(${report.others} others)` : value || `(no ${by})`,
      short: isRest ? `+${report.others}` : (value ?? '').slice(shared) || '(none)',
      values,
      mean: known.reduce((sum, one) => sum + one, 0) / Math.max(1, known.length),
      peak,
      peakMs: report.times[values.indexOf(peak)] ?? report.fromMs,
    };
  });
}

/** How many characters all names begin with, up to the end of a word: `web-1` and `web-12` have four. */
function sharedStart(names: readonly string[]): number {
  const [first = '', ...rest] = names;
  if (rest.length === 0) return 0;
  let same = 0;
  while (same < first.length && rest.every((name) => name[same] === first[same])) same++;
  return /^.*[^\p{L}\p{N}]/u.exec(first.slice(0, same))?.[0].length ?? 0;
}

/** 0 for nothing spent, 1 to HEAT_LEVELS in equal parts of the largest value. */
export function heatLevel(value: number, largest: number): number {
  if (value <= 0 || largest <= 0) return 0;
  return Math.min(HEAT_LEVELS, Math.max(1, Math.ceil((value / largest) * HEAT_LEVELS)));
}

/**
 * One SVG path for each level, in units of steps and rows: as few elements as there are colours. Cells beside each other of
 * one level are one rectangle. Where nothing was recorded there is no cell.
 */
export function heatPaths(rows: readonly HeatRow[], { times, stepMs }: SeriesReport, { fromMs }: Span): string[] {
  const largest = Math.max(0, ...rows.map(({ peak }) => peak));
  const paths = Array.from({ length: HEAT_LEVELS + 1 }, () => '');
  const offset = ((times[0] ?? fromMs) - fromMs) / stepMs;
  rows.forEach(({ values }, row) => {
    const level = (step: number) => {
      const value = values[step] ?? null;
      return value === null ? -1 : heatLevel(value, largest);
    };
    for (let step = 0; step < values.length; ) {
      const at = level(step);
      let end = step + 1;
      while (end < values.length && level(end) === at) end++;
      if (at >= 0) paths[at] += `M${offset + step} ${row}h${end - step}v1h${step - end}z`;
      step = end;
    }
  });
  return paths;
}

export interface HeatCursor extends TimeCursor {
  readonly row: number;
}

/** Where an arrow key leads; with shift, left and right select time. Null for other keys. */
export function moveHeat(
  cursor: HeatCursor,
  event: { readonly key: string; readonly shiftKey: boolean },
  { rows, steps }: { readonly rows: number; readonly steps: number },
): HeatCursor | null {
  const sideways = moveTime(cursor, event, steps);
  if (sideways) return { row: cursor.row, ...sideways };
  const down = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  return down === undefined ? null : { ...cursor, row: Math.max(0, Math.min(rows - 1, cursor.row + down)) };
}
