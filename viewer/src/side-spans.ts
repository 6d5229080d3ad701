/** The two ranges of a comparison on one axis of time, and moving them along it. Pure. */
import type { Selector } from './selector.js';
import type { Span } from './time.js';

/** What of a range is moved: all of it, or one of its ends. */
export type SpanPart = 'whole' | 'from' | 'until';

/** The time that shows both ranges with some room on either side, and nothing that is yet to come. */
export function aroundBoth(one: Span, other: Span, nowMs: number): Span {
  const fromMs = Math.min(one.fromMs, other.fromMs);
  const untilMs = Math.max(one.untilMs, other.untilMs);
  const roomMs = (untilMs - fromMs) / 4;
  return { fromMs: Math.max(0, fromMs - roomMs), untilMs: Math.max(untilMs, Math.min(untilMs + roomMs, nowMs)) };
}

/** A range that was moved, as far as `within` goes. As a whole it keeps its length, by an end it keeps at least `leastMs`. */
export function movedSpan(span: Span, part: SpanPart, byMs: number, within: Span, leastMs: number): Span {
  const { fromMs, untilMs } = span;
  if (part === 'from') {
    return { fromMs: between(within.fromMs, fromMs + byMs, untilMs - Math.min(leastMs, untilMs - fromMs)), untilMs };
  }
  if (part === 'until') {
    return { fromMs, untilMs: between(fromMs + Math.min(leastMs, untilMs - fromMs), untilMs + byMs, within.untilMs) };
  }
  const by = between(within.fromMs - fromMs, byMs, within.untilMs - untilMs);
  return { fromMs: fromMs + by, untilMs: untilMs + by };
}

const WEEK_MS = 7 * 86_400e3;

/** What a range is usually compared with: as long before it, and the same time a week ago. */
export function usualBases({ fromMs, untilMs }: Span): readonly { readonly text: string; readonly span: Span }[] {
  const earlier = (byMs: number): Span => ({ fromMs: fromMs - byMs, untilMs: untilMs - byMs });
  return [
    { text: 'The time before', span: earlier(untilMs - fromMs) },
    { text: 'A week before', span: earlier(WEEK_MS) },
  ];
}

/** What both sides have in common, whatever their versions: what the time around both is drawn of. */
export function commonSelector(base: Selector, comparison: Selector): Selector {
  const matchers = comparison.matchers.filter(
    ({ name, op, value }) =>
      name !== 'version' &&
      base.matchers.some((other) => other.name === name && other.op === op && other.value === value),
  );
  return { ...comparison, matchers };
}

function between(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
