/** Moving along time by keyboard. Pure. */
import type { Span } from './time.js';

export interface TimeCursor {
  readonly step: number;
  /** Where a selection began; the cursor's own step where nothing is selected. */
  readonly anchor: number;
}

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
}

/** Where an arrow key, Home or End leads; with shift, time is selected on the way. Null for other keys. */
export function moveTime(cursor: TimeCursor, { key, shiftKey }: Key, steps: number): TimeCursor | null {
  const sideways = { ArrowLeft: -1, ArrowRight: 1, Home: -steps, End: steps }[key];
  if (sideways === undefined) return null;
  const step = Math.max(0, Math.min(steps - 1, cursor.step + sideways));
  return { step, anchor: shiftKey ? cursor.anchor : step };
}

/** The first and the last step that are selected. */
export function selectedSteps({ step, anchor }: TimeCursor): readonly [first: number, last: number] {
  return [Math.min(step, anchor), Math.max(step, anchor)];
}

interface Steps {
  /** The start of each step. */
  readonly times: readonly number[];
  readonly stepMs: number;
}

/** The time of the selected steps, as far as it is within `whole`: the first step may begin before it. */
export function selectedSpan(cursor: TimeCursor, { times, stepMs }: Steps, whole: Span): Span {
  const [first, last] = selectedSteps(cursor);
  return {
    fromMs: Math.max(whole.fromMs, times[first] ?? whole.fromMs),
    untilMs: Math.min(whole.untilMs, (times[last] ?? whole.untilMs) + stepMs),
  };
}
