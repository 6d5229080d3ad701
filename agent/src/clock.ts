import { performance } from 'node:perf_hooks';

/** Epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The clock that cuts the life of a process into windows. */
export interface WindowClock {
  /** How long the current window has lasted. */
  openMs(): number;
  /** Ends the window and begins the next. */
  next(): Span;
}

/** A wall clock that is this much ahead of the time that has passed was set, or the machine slept. */
const AHEAD_MS = 5000;

/** Less is kept: servers take windows of the near future, and going back would put windows where there are others. */
const BEHIND_MS = 5 * 60_000;

/**
 * Starts a clock that goes by the time that has passed, not by the wall clock, which is set now and then: a window is
 * as long as it lasted, and begins where the one before it ended.
 *
 * A wall clock that jumps (ahead by more than five seconds, back by more than five minutes) is followed: the window
 * that spans the jump ends at the new time, and its beginning is moved with it.
 */
export function startClock(
  wallMs: () => number = () => Date.now(),
  passedMs: () => number = () => performance.now(),
): WindowClock {
  let beganMs = passedMs();
  let anchorMs = wallMs() - beganMs;
  return {
    openMs: () => passedMs() - beganMs,
    next() {
      const endedMs = passedMs();
      const jumpMs = wallMs() - anchorMs - endedMs;
      if (jumpMs > AHEAD_MS || jumpMs < -BEHIND_MS) anchorMs += jumpMs;
      const span = { from: Math.round(anchorMs + beganMs), until: Math.round(anchorMs + endedMs) };
      beganMs = endedMs;
      return span;
    },
  };
}
