import { Refusal } from '../errors.js';
import type { Params } from '../params.js';
import type { Detail, Range } from '../store/store.js';

/** Seconds. From ten minutes on, multiples of that: the store has sums of those. */
const niceSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];
const defaultSteps = 120;
const maxSteps = 5_000;

/** The shortest of the usual steps that cuts a range in at most 120. */
function stepFor(rangeMs: number): number {
  const seconds = rangeMs / 1_000 / defaultSteps;
  return (niceSteps.find((step) => step >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400) * 1_000;
}

/** A range cut in steps. */
export interface Steps {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly stepMs: number;
  /** The start of each step. */
  readonly times: number[];
}

/**
 * Reads `from`, `until` and `step`. Steps lie on multiples of their length, so that a later call with `now` cuts time at
 * the same places; the first is whole.
 */
export function stepsOf(params: Params, nowMs: number): Steps {
  const asked = params.range(nowMs);
  return cut(asked, params.durationMs('step') ?? stepFor(asked.untilMs - asked.fromMs));
}

/**
 * What `find` finds in the steps of a call. A step that was not given is never shorter than old days are kept at: those
 * between would be empty.
 */
export async function inSteps<Found extends Detail>(
  params: Params,
  nowMs: number,
  find: (steps: Steps) => Promise<Found>,
): Promise<{ readonly steps: Steps; readonly found: Found }> {
  const steps = stepsOf(params, nowMs);
  const found = await find(steps);
  if (params.durationMs('step') !== undefined || found.resolutionMs <= steps.stepMs) return { steps, found };
  const longer = cut(params.range(nowMs), found.resolutionMs);
  return { steps: longer, found: await find(longer) };
}

function cut(asked: Range, stepMs: number): Steps {
  if (stepMs < 1) throw new Refusal(400, 'step must be at least 1ms.');
  const fromMs = Math.floor(asked.fromMs / stepMs) * stepMs;
  const steps = Math.ceil((asked.untilMs - fromMs) / stepMs);
  if (steps > maxSteps) {
    throw new Refusal(400, `The range has ${steps} steps of ${stepMs} ms; at most ${maxSteps}: use a longer step.`);
  }
  const times = Array.from({ length: steps }, (_, step) => fromMs + step * stepMs);
  return { fromMs, untilMs: asked.untilMs, stepMs, times };
}
