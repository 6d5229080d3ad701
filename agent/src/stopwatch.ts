import { performance } from 'node:perf_hooks';

/** How long a piece of work blocked the event loop, and what it cost. */
export interface Taken {
  readonly wallMs: number;
  /** CPU time of the process, at most the wall time: on a busy machine work takes longer than it costs. */
  readonly cpuMs: number;
}

/** Starts a stopwatch; calling what it returns reads it. */
export function startWatch(): () => Taken {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  return () => {
    const wallMs = performance.now() - startMs;
    const { user, system } = process.cpuUsage(startCpu);
    return { wallMs, cpuMs: Math.min(wallMs, (user + system) / 1000) };
  };
}
