import { formatTime, rangeOf, type Span } from '../time.js';
import type { Range } from '../url.js';

interface NearestRangesProps {
  /** The nearest first. */
  readonly spans: readonly Span[];
  readonly nowMs: number;
  readonly onChoose: (range: Range) => void;
}

/** A way on from a range without data: to where there is some. */
export function NearestRanges({ spans, nowMs, onChoose }: NearestRangesProps) {
  return (
    <>
      {spans.map((span, at) => (
        <button
          key={span.fromMs}
          type="button"
          class={at === 0 ? 'primary' : ''}
          onClick={() => onChoose(rangeOf(span))}
        >
          Show {formatTime(span.fromMs, nowMs)} – {formatTime(span.untilMs, nowMs)}
        </button>
      ))}
    </>
  );
}
