/** Where there is something, next to a range where there is nothing. Pure. */
import type { Span } from './time.js';

interface Steps {
  readonly stepMs: number;
  /** The start of each step. */
  readonly times: readonly number[];
}

/**
 * The last span before `asked` in which a step has something, and the first one after it, the nearer first; as long as
 * `asked`, or as a step where that is longer, as far as there are steps.
 */
export function nearestSpans({ stepMs, times }: Steps, has: (step: number) => boolean, asked: Span): Span[] {
  const length = Math.max(stepMs, asked.untilMs - asked.fromMs || 0);
  const full = times.filter((_, step) => has(step));
  // A step that the edge of the range cuts may have what it has outside of it.
  const before = full.findLast((time) => time < asked.fromMs);
  const after = full.find((time) => time + stepMs > asked.untilMs);
  const firstMs = times[0] ?? 0;
  const lastMs = (times.at(-1) ?? 0) + stepMs;
  const spans: (Span & { away: number })[] = [];
  if (before !== undefined) {
    const untilMs = Math.min(asked.fromMs, before + stepMs);
    spans.push({ fromMs: Math.max(firstMs, untilMs - length), untilMs, away: asked.fromMs - untilMs });
  }
  if (after !== undefined) {
    const fromMs = Math.max(asked.untilMs, after);
    spans.push({ fromMs, untilMs: Math.min(lastMs, fromMs + length), away: fromMs - asked.untilMs });
  }
  return spans.sort((a, b) => a.away - b.away).map(({ fromMs, untilMs }) => ({ fromMs, untilMs }));
}
