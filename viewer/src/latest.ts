/** What a deploy changed most, in a few words. Pure. */
import type { DiffReport } from '@perf/profile/api.js';
import { CHANGE_STEPS } from './colours.js';

/** Changes by less of the whole are not worth a headline. */
export const HEADLINE_SHARE = CHANGE_STEPS[1];

export interface Headline {
  readonly function: string;
  /** In the report's unit, divided as `per` says. */
  readonly change: number;
  readonly per: 'request' | 'second' | null;
}

/**
 * Of a report per second or absolute: the function that takes most more by itself, else the one that takes most less. By
 * request where both sides counted them, since load is no change of the code. Null where none changed by enough, and
 * undefined where there is nothing on one of the sides.
 */
export function headlineOf({ base, comparison, norm, changes }: DiffReport): Headline | null | undefined {
  if (base.total === 0 || comparison.total === 0) return undefined;
  const byRequest = norm === 'perSecond' && Boolean(base.requests && comparison.requests);
  // Rows are divided already: back to what was measured, and by requests instead.
  const [before, after] = [base, comparison].map((side) => (byRequest ? side.divisor / (side.requests ?? 1) : 1));
  const scale = { before: before as number, after: after as number };
  const whole = Math.max(
    (base.total / base.divisor) * scale.before,
    (comparison.total / comparison.divisor) * scale.after,
  );
  const rows = changes.map((row) => ({
    function: row.function,
    change: row.self * scale.after - row.baseSelf * scale.before,
  }));
  rows.sort((a, b) => b.change - a.change);
  const [most, least] = [rows[0], rows.at(-1)];
  const chosen = [most, least].find((row) => row && Math.abs(row.change) >= HEADLINE_SHARE * whole);
  return chosen ? { ...chosen, per: byRequest ? 'request' : norm === 'perSecond' ? 'second' : null } : null;
}
