import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { countFiles } from './cpu/samples.js';
import { startV8Profiler, stopV8Profiler, type V8Profile } from './cpu/v8.js';
import { type CpuWindow, writeCpu } from './cpu/write.js';
import type { ContextOptions, ContextRecorder, LabelSource, SampleLabels } from './labels.js';
import type { Names } from './names.js';
import type { Pprof } from './pprof.js';
import type { Sliced } from './slices.js';
import type { LongTurn } from './turns.js';

export interface CpuOptions {
  /** Samples a second. */
  readonly cpuHz: number;
  /** How long after the start of the process samples are labelled `phase=startup`. 0: not at all. */
  readonly startupMs: number;
  /** The shortest stall of the event loop. 0: stalls are not looked for. */
  readonly stallMs: number;
}

/** What V8 saw of a window, to be written as a profile when there is time. */
export interface CpuReading {
  /** The name of the profile's part in a window. */
  readonly fileName: string;
  /** How many samples are in which file, for `Names.prepare`. */
  readonly samplesByFile: ReadonlyMap<string, number>;
  /** pprof, not compressed. `everywhere` goes on every sample. */
  write(names: Names, labels: LabelSource, everywhere?: SampleLabels): Sliced<Buffer>;
}

/** The CPU profiler of this thread: always on, read window by window. */
export interface CpuProfiler {
  /** Where contexts are recorded. */
  readonly recorder: ContextRecorder;
  /**
   * Ends the window and begins the next without a gap. Blocks while V8 hands out its last part.
   * `longTurns` are those of the window, as `performance.now()`.
   */
  rotate(longTurns: readonly LongTurn[]): CpuReading;
  /** How often V8's sampler was found stuck, and restarted, since this was last asked. */
  takeRestarts(): number;
  stop(): void;
}

/**
 * What V8 hands out costs about 1 µs a sample, in one go: of a window of 6,000, more than a host should wait. So it is
 * asked for the window in parts of so many samples.
 */
const PART_SAMPLES = 1000;

/**
 * Starts sampling the CPU. The profiler stays on: starting it walks the whole heap, which a host would feel as a stall
 * every time.
 *
 * - CPU time and the times of samples come with contexts, which do not exist on Windows: there, samples and wall time
 *   only.
 * - The workaround for V8's stuck sampler blocks the event loop for up to two sampling intervals at each rotation. A
 *   stuck sampler is detected anyway, and restarted then.
 * - `durationMillis` sizes a buffer whose overflow is dropped silently: parts end late when the event loop is busy.
 *
 * @param readPart runs what reads a part, which blocks and may throw.
 * @throws Error if another profiler of this thread is already running.
 */
export function startCpuProfiler(
  pprof: Pprof,
  options: CpuOptions,
  contexts: ContextOptions,
  readPart: (read: () => void) => void,
): CpuProfiler {
  const { startupMs, stallMs } = options;
  const detailed = process.platform !== 'win32';
  const intervalMicros = Math.round(1e6 / options.cpuHz);
  const partMs = (1000 * PART_SAMPLES) / options.cpuHz;
  const v8 = startV8Profiler(
    pprof,
    {
      intervalMicros,
      durationMillis: 2 * partMs + 60_000,
      withContexts: detailed,
      collectCpuTime: detailed,
      workaroundV8Bug: false,
    },
    contexts,
  );
  let restarts = 0;
  let parts: V8Profile[] = [];
  let samplesByFile = new Map<string, number>();
  const take = (): V8Profile => {
    const part = v8.stop(true);
    if (isStuck(v8.v8ProfilerStuckEventLoopDetected(), part, intervalMicros)) {
      restarts++;
      v8.stop(false);
      v8.start();
    }
    countFiles(part.topDownRoot, samplesByFile);
    return part;
  };
  const timer = setInterval(() => readPart(() => parts.push(take())), partMs).unref();
  return {
    recorder: v8,
    rotate(longTurns) {
      const ended = [...parts, take()];
      const files = samplesByFile;
      parts = [];
      samplesByFile = new Map();
      timer.refresh();
      const endedMs = Date.now();
      const epochMs = endedMs - performance.now();
      const window: CpuWindow = {
        parts: ended,
        detailed,
        endedMs,
        intervalMicros,
        startupUntilMs: epochMs + startupMs,
        longTurns: longTurns.map((turn) => inEpoch(turn, epochMs)),
        stallMs,
      };
      return {
        fileName: 'cpu.pb.gz',
        samplesByFile: files,
        write: (names, labels, everywhere) => writeCpu(window, labels, names, everywhere),
      };
    },
    takeRestarts() {
      const taken = restarts;
      restarts = 0;
      return taken;
    },
    stop() {
      clearInterval(timer);
      stopV8Profiler(pprof, v8);
    },
  };
}

/** Fewer samples than this may have been left out by chance. */
const SAMPLES_TO_EXPECT = 20;

/**
 * Whether V8's sampling thread hangs. The binding answers 2 where a window has no sample at all, and 1 where it may have
 * missed some: that is a false alarm in a tenth of ordinary windows, and a thread that does hang leaves the next window
 * empty. A restart walks the whole heap, so it waits for certainty, and a window too short for samples proves nothing.
 */
function isStuck(detected: number, { startTime, endTime }: V8Profile, intervalMicros: number): boolean {
  return detected >= 2 && endTime - startTime >= SAMPLES_TO_EXPECT * intervalMicros;
}

function inEpoch({ fromMs, untilMs, activeMs }: LongTurn, epochMs: number): LongTurn {
  return { fromMs: epochMs + fromMs, untilMs: epochMs + untilMs, activeMs };
}
