import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Config } from './config.js';
import { type CpuProfiler, startCpuProfiler } from './cpu.js';
import { type HeapProfiler, startHeapProfiler } from './heap.js';
import { reasonOf, sayOnce } from './log.js';
import { type NumberCounter, startNumbers } from './numbers.js';
import type { Pprof, PprofProfile } from './pprof.js';
import { type EncodedProfile, type Parcel, packWindow } from './window.js';

const gzipOffThread = promisify(gzip);

/** Turns the running process into windows. One collection at a time. */
export class Collector {
  readonly #config: Config;
  readonly #takeDropped: () => number;
  readonly #numbers: NumberCounter;
  #cpu: CpuProfiler | undefined;
  #heap: HeapProfiler | undefined;
  #fromMs = Date.now();
  #agentMs = 0;

  /**
   * Starts profiling. A profiler that cannot be started (another one is running) is named once; the rest goes on.
   * `takeDropped` says how many windows were given up since the last.
   */
  constructor(config: Config, pprof: Pprof, takeDropped: () => number) {
    this.#config = config;
    this.#takeDropped = takeDropped;
    this.#heap = this.#attempt('heap', () => startHeapProfiler(pprof, config.heapIntervalBytes));
    this.#cpu = this.#attempt('CPU', () => startCpuProfiler(pprof, config.cpuHz, config.intervalMs));
    this.#numbers = startNumbers();
  }

  /** Ends the window, begins the next, and packs what was seen. Each step blocks on its own, not all of them in a row. */
  async collect(): Promise<Parcel> {
    const from = this.#fromMs;
    const until = Math.max(from, Date.now());
    this.#fromMs = until;
    const numbers = this.#timed(() => this.#numbers.take());
    const cpu = this.#timed(() => this.#attempt('CPU', () => this.#cpu?.rotate()));
    await breath();
    const heap = this.#timed(() => this.#attempt('heap', () => this.#heap?.snapshot()));
    const profiles: EncodedProfile[] = [];
    for (const [fileName, profile] of [
      ['cpu.pb.gz', cpu],
      ['heap.pb.gz', heap],
    ] as const) {
      if (profile === undefined) continue;
      await breath();
      profiles.push({ fileName, bytes: await this.#encode(profile) });
    }
    numbers.agentMs = this.#agentMs;
    numbers.agentDroppedWindows = this.#takeDropped();
    numbers.profilerRestarts = this.#cpu?.takeRestarts() ?? 0;
    this.#agentMs = 0;
    const { root, labels } = this.#config;
    return packWindow({ id: randomUUID(), from, until, root, labels, numbers }, profiles);
  }

  stop(): void {
    this.#numbers.stop();
    this.#cpu?.stop();
    this.#heap?.stop();
  }

  /**
   * Encoding blocks as long as `encodeAsync` would, which writes all samples in one go too, and its cost can be told.
   * gzip runs on another thread.
   */
  #encode(profile: PprofProfile): Promise<Buffer> {
    return gzipOffThread(this.#timed(() => profile.encode()));
  }

  /** Adds the time the event loop is blocked to the agent's own cost. */
  #timed<T>(work: () => T): T {
    const startMs = performance.now();
    const result = work();
    this.#agentMs += performance.now() - startMs;
    return result;
  }

  #attempt<T>(profiler: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      sayOnce(`no ${profiler} profiles: ${reasonOf(error)} (is another profiler running in this process?)`);
      return undefined;
    }
  }
}

/** Lets the event loop turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
