import type { Pprof, PprofProfile } from './pprof.js';

/** The sampling heap profiler: what is alive, by where it was allocated. */
export interface HeapProfiler {
  /** What is held at this moment. */
  snapshot(): PprofProfile;
  stop(): void;
}

const STACK_DEPTH = 128;

/**
 * Starts sampling allocations. Started once and left on: what was allocated before is invisible to it for ever.
 * @throws Error if another heap profiler is already running.
 */
export function startHeapProfiler(pprof: Pprof, intervalBytes: number): HeapProfiler {
  pprof.heap.start(intervalBytes, STACK_DEPTH);
  return { snapshot: () => pprof.heap.profile(), stop: () => pprof.heap.stop() };
}
