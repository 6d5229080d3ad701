import type { ContextOptions, ContextRecorder } from '../labels.js';
import type { Pprof } from '../pprof.js';

/** What V8's sampler saw of a window, as @datadog/pprof's binding hands it out. Times are V8's own, in microseconds. */
export interface V8Profile {
  readonly topDownRoot: V8Node;
  readonly startTime: number;
  readonly endTime: number;
  /** Nanoseconds of CPU that threads without JavaScript took; of the main thread's profile only. */
  readonly nonJSThreadsCpuTime?: number;
}

/** A function in the place of one call stack. */
export interface V8Node {
  /** '' where anonymous; V8's own are in parentheses, such as `(idle)`. */
  readonly name?: string;
  readonly scriptName: string;
  readonly scriptId?: number;
  /** Where the function begins, counted from 1; 0 where unknown. */
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  /** Samples taken here, those of its children not included. */
  readonly hitCount: number;
  /** The same samples one by one, where contexts are recorded. A few may be missing. */
  readonly contexts?: readonly V8Sample[];
  readonly children: readonly V8Node[];
}

export interface V8Sample {
  readonly context?: object;
  /** Epoch microseconds. */
  readonly timestamp: bigint;
  /** Nanoseconds of CPU this thread took since the sample before. */
  readonly cpuTime?: number;
}

/** The binding's profiler of one thread. */
export interface V8Profiler extends ContextRecorder {
  start(): void;
  stop(restart: boolean): V8Profile;
  /** Asked after each `stop`: more than 0 where V8's sampling thread hangs, so that it has to be started anew. */
  v8ProfilerStuckEventLoopDetected(): number;
}

type ProfilerClass = new (options: object) => V8Profiler;

type StartOptions = NonNullable<Parameters<Pprof['time']['start']>[0]>;

/**
 * Starts @datadog/pprof's time profiler and returns the native profiler inside of it, which is kept from users: only it
 * hands out samples that are not yet pprof, and takes contexts. To the package it is its own: it knows that the
 * profiler runs, and stops it before the process is torn down.
 *
 * A start that V8 refuses leaves the package as it was. By itself it would believe that it runs, and throw when the
 * process exits.
 *
 * @throws Error if another profiler of this thread is already running.
 */
export function startV8Profiler(pprof: Pprof, options: StartOptions, contexts: ContextOptions): V8Profiler {
  const binding = require('@datadog/pprof/out/src/time-profiler-bindings') as { TimeProfiler: ProfilerClass };
  const Native = binding.TimeProfiler;
  let profiler: V8Profiler | undefined;
  binding.TimeProfiler = new Proxy(Native, {
    construct(_, [given]: [object]) {
      const { CPEDKey } = contexts;
      profiler = new Native(CPEDKey === undefined ? given : { ...given, CPEDKey });
      profiler.start();
      // The package starts what it has constructed.
      Object.defineProperty(profiler, 'start', { value: () => undefined, configurable: true });
      return profiler;
    },
  });
  try {
    pprof.time.start({ ...options, useCPED: contexts.useCPED });
  } finally {
    binding.TimeProfiler = Native;
    if (profiler !== undefined) Reflect.deleteProperty(profiler, 'start');
  }
  if (profiler !== undefined) return profiler;
  pprof.time.stop();
  throw new Error('this version of @datadog/pprof hides its profiler; install the version @perf/agent depends on');
}

/** Stops the profiler, and has the package know it, without its writing a profile that nobody reads. */
export function stopV8Profiler(pprof: Pprof, profiler: V8Profiler): void {
  if (!pprof.time.isStarted()) return;
  const stop = profiler.stop.bind(profiler);
  const value = () => ({ ...stop(false), topDownRoot: NOTHING });
  Object.defineProperty(profiler, 'stop', { value });
  pprof.time.stop();
}

const NOTHING: V8Node = { name: '(root)', scriptName: '', hitCount: 0, children: [] };
