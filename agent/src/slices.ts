import { performance } from 'node:perf_hooks';

/** Work that can be cut into slices: it yields wherever it may pause. */
export type Sliced<Result> = Generator<undefined, Result, undefined>;

/** Runs a piece of work that blocks the event loop, and notes what it cost. */
export type Timed = <Result>(work: () => Result) => Result;

/** A slice ends at the first chance after this: a host should not feel one. */
const SLICE_MS = 1;

/** Runs the work slice by slice and lets the event loop turn in between. */
export async function runInSlices<Result>(work: Sliced<Result>, timed: Timed): Promise<Result> {
  for (;;) {
    const step = timed(() => runSlice(work));
    if (step.done) return step.value;
    await breath();
  }
}

/** Runs all of the work at once, for where nothing asynchronous happens any more. */
export function runAtOnce<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Lets the event loop turn. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function runSlice<Result>(work: Sliced<Result>): IteratorResult<undefined, Result> {
  const endMs = performance.now() + SLICE_MS;
  for (;;) {
    const step = work.next();
    if (step.done || performance.now() >= endMs) return step;
  }
}
