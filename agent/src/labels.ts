import type { AsyncLocalStorage } from 'node:async_hooks';
import { baggageOf } from './labels/baggage.js';
import { includeBody } from './labels/body.js';
import { openCarrier } from './labels/carrier.js';
import { checkLabels } from './labels/given.js';
import { watchRequests } from './labels/requests.js';
import { Resolver } from './labels/resolver.js';
import { Scopes } from './labels/scope.js';
import { watchSpans } from './labels/spans.js';
import { publishLabels } from './labels/thread.js';
import type { NumberCounter } from './numbers.js';
import type { RequestLabels } from './options.js';

/** Labels of one sample, as they are shipped. */
export type SampleLabels = Readonly<Record<string, string>>;

/** Tells what the contexts mean that V8 recorded with its samples. */
export interface LabelSource {
  /**
   * Labels of a sample by the context V8 recorded with it; undefined for none. Called when a profile is written, so
   * that routes known late are known. Equal labels are the same object within a window (but for those with the ids of a
   * span): they can be grouped by identity.
   *
   * Contexts found on `(idle)` mean nothing: on Node 20 and 22 they are those of the last callback.
   */
  of(context: unknown): SampleLabels | undefined;
}

/** The part of V8's CPU profiler (`TimeProfiler` of @datadog/pprof's binding) that remembers contexts. */
export interface ContextRecorder {
  /** The context of what runs now. Setting it is for profilers without `useCPED`. */
  context: object | undefined;
  /** With `useCPED`: what to store in the storage that was given as `CPEDKey`. */
  createContextHolder(context: object): object;
}

/** What V8's CPU profiler is started with, to record a context with each sample. */
export interface ContextOptions {
  /** Contexts follow asynchronous calls by themselves, as values of `CPEDKey`. */
  readonly useCPED: boolean;
  readonly CPEDKey: AsyncLocalStorage<object> | undefined;
}

export interface LabelsOptions {
  readonly requestLabels: RequestLabels;
  /** Distinct values of one label that keep their names. */
  readonly maxLabelValues: number;
  /** Entries of requests' `baggage` header that become labels. */
  readonly baggageLabels: readonly string[];
}

/** The labels of one thread: who runs, what that is called, and how much of it there was. */
export interface Labels extends LabelSource, NumberCounter {
  /** What the next CPU profiler of this thread is to be started with. */
  contextOptions(): ContextOptions;
  /** The CPU profiler that was started so, undefined when it stops. */
  attach(recorder: ContextRecorder | undefined): void;
  /** Runs work with labels. What it returns and throws passes through. */
  withLabels<Result>(labels: Readonly<Record<string, unknown>>, work: () => Result): Result;
  /** Off, nothing new is labelled, and nothing is spent on it. Requests are counted all the same. */
  enable(on: boolean): void;
}

/** Starts labelling, as far as the options say. Nothing is labelled before a profiler is attached. */
export function createLabels(options: LabelsOptions): Labels {
  const carrier = openCarrier();
  const resolver = new Resolver(options.maxLabelValues);
  const scopes = new Scopes();
  let enabled = true;

  /** Whether to label what nobody asked to be labelled. */
  const byItself = () =>
    enabled && (options.requestLabels === 'on' || (options.requestLabels === 'auto' && carrier.follows()));

  const spans = watchSpans((span, work) => {
    if (!byItself()) return work();
    const outer = carrier.current();
    if (outer?.span?.spanId === span?.spanId) return work();
    return carrier.run(scopes.of(outer?.labels, outer?.route, span), work);
  });

  const requests = watchRequests({
    wanted: byItself,
    begin(request, route) {
      spans.look();
      if (!byItself()) return;
      // What the server was started with holds for its requests.
      const outer = carrier.current()?.labels;
      const baggage = baggageOf(request, options.baggageLabels);
      carrier.enter(scopes.of(baggage === undefined ? outer : { ...outer, ...baggage }, route(), undefined));
      if (carrier.framed) includeBody(request);
    },
  });

  const labels: Labels = {
    of: (context) => resolver.of(context),
    contextOptions: () => carrier.contextOptions(),
    attach: (recorder) => carrier.attach(recorder),
    withLabels(labels, work) {
      if (!enabled) return work();
      const checked = checkLabels(labels);
      if (checked === undefined) return work();
      const outer = carrier.current();
      return carrier.run(scopes.of({ ...outer?.labels, ...checked }, outer?.route, outer?.span), work);
    },
    enable(on) {
      enabled = on;
      if (!on) carrier.rest();
    },
    take() {
      spans.look();
      return { ...requests.take(), labelValuesDropped: resolver.nextWindow() };
    },
    stop() {
      forget();
      spans.stop();
      requests.stop();
      carrier.stop();
    },
  };
  const forget = publishLabels(labels);
  return labels;
}
