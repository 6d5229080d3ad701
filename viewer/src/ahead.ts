/** A question that is asked before somebody needs its answer: when a frame is pressed, and not yet clicked. */
type Ask = <T>(path: string, signal: AbortSignal) => Promise<T>;

interface Asked {
  readonly ask: Ask;
  readonly path: string;
  readonly answer: Promise<unknown>;
  readonly askedMs: number;
}

/** The one that was asked last: nobody presses two frames. */
let last: Asked | null = null;

/** For how long an answer is as good as a new one. */
const FRESH_MS = 2_000;

export function askAhead(ask: Ask, path: string): void {
  if (pending(ask, path)) return;
  const answer = ask<unknown>(path, new AbortController().signal);
  // Whoever asks the same hears of it; if nobody does, it did not matter.
  answer.catch(() => undefined);
  last = { ask, path, answer, askedMs: performance.now() };
}

/** The answer to what was asked ahead, once; else to the same question asked now. */
export function askOnce<T>(ask: Ask, path: string, signal: AbortSignal): Promise<T> {
  const asked = pending(ask, path);
  if (!asked) return ask<T>(path, signal);
  last = null;
  return asked.answer as Promise<T>;
}

function pending(ask: Ask, path: string): Asked | null {
  const isSame = last?.ask === ask && last.path === path && performance.now() - last.askedMs < FRESH_MS;
  return isSame ? last : null;
}
