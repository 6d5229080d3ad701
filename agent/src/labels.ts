import type { AsyncLocalStorage } from 'node:async_hooks';

/** Labels of one sample, as they are shipped. */
export type SampleLabels = Readonly<Record<string, string>>;

/** Tells what the contexts mean that V8 recorded with its samples. */
export interface LabelSource {
  /**
   * Labels of a sample by the context V8 recorded with it; undefined for none. Called when a profile is written, so
   * that routes known late are known. Equal labels are the same object within a window: they can be grouped by identity.
   */
  of(context: unknown): SampleLabels | undefined;
}

/** The part of V8's CPU profiler (`TimeProfiler` of @datadog/pprof's binding) that remembers contexts. */
export interface ContextRecorder {
  /** Where contexts do not follow asynchronous calls by themselves: the context of what runs now. */
  context: object | undefined;
  /** Where they do: what to store in the storage that was given as `CPEDKey`. */
  createContextHolder(context: object): object;
}

/** What V8's CPU profiler is started with, to record a context with each sample. */
export interface ContextOptions {
  /** Contexts follow asynchronous calls by themselves, as values of `CPEDKey`. */
  readonly useCPED: boolean;
  readonly CPEDKey: AsyncLocalStorage<object> | undefined;
}

/** How contexts are recorded on this version of Node. */
export function contextOptions(): ContextOptions {
  return { useCPED: false, CPEDKey: undefined };
}

export const NO_LABELS: LabelSource = { of: () => undefined };
