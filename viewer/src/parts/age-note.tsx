import type { TimeRange } from '@perf/profile/api.js';
import { formatSeconds } from '@perf/profile/units.js';
import { formatTime } from '../time.js';

interface AgeNoteProps {
  /** The longest time that one value stands for because of the days' age; 0 for none. */
  readonly resolutionMs: number;
  /** Left out, since what was asked for is not kept of such days. */
  readonly untold: readonly TimeRange[];
  readonly nowMs: number;
}

/** What is coarser, or missing, because the days are old: a gap that nobody explains looks like an outage. */
export function AgeNote({ resolutionMs, untold, nowMs }: AgeNoteProps) {
  return (
    <>
      {resolutionMs > 0 && (
        <p class="strip-note">
          One value for every {formatSeconds(resolutionMs / 1000)}: days this old are kept as sums over{' '}
          {formatSeconds(resolutionMs / 1000)}.
        </p>
      )}
      {untold.map((part) => (
        <p class="strip-note" key={part.fromMs}>
          From {formatTime(part.fromMs, nowMs)} to {formatTime(part.untilMs, nowMs)} is left out: days this old are
          sums, in which single requests (trace_id, span_id) cannot be told apart.
        </p>
      ))}
    </>
  );
}
