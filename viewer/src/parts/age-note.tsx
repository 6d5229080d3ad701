import type { TimeRange } from '@perf/profile/api.js';
import { ageNotes } from '@perf/profile/markdown/evidence.js';
import { formatTime } from '../time.js';

interface AgeNoteProps {
  /** The longest time that one value stands for because of the days' age; 0 for none. */
  readonly resolutionMs: number;
  /** Left out, since what was asked for is not kept of such days. */
  readonly untold: readonly TimeRange[];
  readonly nowMs: number;
}

/** What is coarser, or missing, because the days are old. */
export function AgeNote({ resolutionMs, untold, nowMs }: AgeNoteProps) {
  const between = (fromMs: number, untilMs: number) => `${formatTime(fromMs, nowMs)} to ${formatTime(untilMs, nowMs)}`;
  return ageNotes({ resolutionMs, untold }, between).map((note) => (
    <p class="strip-note" key={note}>
      {note}
    </p>
  ));
}
