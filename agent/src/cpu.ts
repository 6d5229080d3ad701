import { spreadIdleCpu } from './idle.js';
import type { Pprof, PprofProfile } from './pprof.js';

/** The CPU profiler of this thread: always on, read window by window. */
export interface CpuProfiler {
  /** Ends the window and begins the next without a gap. */
  rotate(): PprofProfile;
  /** How often V8's sampler was found stuck, and restarted, since this was last asked. */
  takeRestarts(): number;
  stop(): void;
}

/**
 * Starts sampling the CPU. The profiler stays on: `time.start` walks the whole heap, which a host would feel as a stall
 * every time.
 *
 * - CPU time comes with contexts, which do not exist on Windows: there, samples and wall time only.
 * - The workaround for V8's stuck sampler blocks the event loop for up to two sampling intervals at each rotation. A
 *   stuck sampler is detected anyway, and the library restarts it then.
 * - `durationMillis` sizes a buffer whose overflow is dropped silently: windows end late when the event loop is busy.
 *
 * @throws Error if another profiler of this thread is already running.
 */
export function startCpuProfiler(pprof: Pprof, hz: number, intervalMs: number): CpuProfiler {
  const cpuTime = process.platform !== 'win32';
  pprof.time.start({
    intervalMicros: Math.round(1e6 / hz),
    durationMillis: 2 * intervalMs + 30_000,
    withContexts: cpuTime,
    collectCpuTime: cpuTime,
    workaroundV8Bug: false,
  });
  let restarts = 0;
  return {
    rotate() {
      const profile = pprof.time.stop(true);
      if (pprof.time.v8ProfilerStuckEventLoopDetected() > 0) restarts++;
      spreadIdleCpu(profile);
      return profile;
    },
    takeRestarts() {
      const taken = restarts;
      restarts = 0;
      return taken;
    },
    stop() {
      if (pprof.time.isStarted()) pprof.time.stop();
    },
  };
}
