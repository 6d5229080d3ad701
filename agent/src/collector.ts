import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { gzip, gzipSync } from 'node:zlib';
import { type Span, startClock } from './clock.js';
import type { Config } from './config.js';
import { type CpuProfiler, startCpuProfiler } from './cpu.js';
import { type HeapProfiler, startHeapProfiler } from './heap.js';
import { reasonOf, sayOnce } from './log.js';
import { type NumberCounter, type Numbers, startNumbers } from './numbers.js';
import type { Pprof, PprofProfile } from './pprof.js';
import { type EncodedProfile, type Parcel, packWindow } from './window.js';

const gzipOffThread = promisify(gzip);

/** A window that has ended and is not packed yet. */
interface EndedWindow {
  readonly id: string;
  readonly span: Span;
  readonly numbers: Numbers;
  readonly cpu: PprofProfile | undefined;
  heap: PprofProfile | undefined;
}

/** Turns the running process into windows. One collection at a time. */
export class Collector {
  readonly #config: Config;
  readonly #takeDropped: () => number;
  readonly #numbers: NumberCounter;
  #cpu: CpuProfiler | undefined;
  #heap: HeapProfiler | undefined;
  readonly #clock = startClock();
  #agentMs = 0;
  /** Between its end and its parcel. */
  #unpacked: EndedWindow | undefined;

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

  /** How long the current window has lasted. */
  get openMs(): number {
    return this.#clock.openMs();
  }

  /** Ends the window, begins the next, and packs what was seen. Each step blocks on its own, not all of them in a row. */
  async collect(): Promise<Parcel> {
    const ended = this.#end();
    this.#unpacked = ended;
    await breath();
    ended.heap = this.#snapshot();
    const profiles: EncodedProfile[] = [];
    for (const [fileName, profile] of profilesOf(ended)) {
      await breath();
      profiles.push({ fileName, bytes: await this.#encode(profile) });
    }
    this.#unpacked = undefined;
    return this.#pack(ended, profiles);
  }

  /**
   * Ends the last window on the spot, for the `exit` event, after which nothing asynchronous happens: the windows that
   * are not in anybody's hands yet, the one `collect` was working on included. Blocks for all of it.
   */
  collectSync(): Parcel[] {
    const ended = this.#end();
    ended.heap = this.#snapshot();
    const all = this.#unpacked === undefined ? [ended] : [this.#unpacked, ended];
    this.#unpacked = undefined;
    return all.map((window) =>
      this.#pack(
        window,
        profilesOf(window).map(([fileName, profile]) => ({ fileName, bytes: gzipSync(profile.encode()) })),
      ),
    );
  }

  stop(): void {
    this.#numbers.stop();
    this.#cpu?.stop();
    this.#heap?.stop();
  }

  #end(): EndedWindow {
    const span = this.#clock.next();
    const numbers = this.#timed(() => this.#numbers.take());
    const cpu = this.#timed(() => this.#attempt('CPU', () => this.#cpu?.rotate()));
    return { id: randomUUID(), span, numbers, cpu, heap: undefined };
  }

  #snapshot(): PprofProfile | undefined {
    return this.#timed(() => this.#attempt('heap', () => this.#heap?.snapshot()));
  }

  #pack({ id, span, numbers }: EndedWindow, profiles: EncodedProfile[]): Parcel {
    numbers.agentMs = this.#agentMs;
    numbers.agentDroppedWindows = this.#takeDropped();
    numbers.profilerRestarts = this.#cpu?.takeRestarts() ?? 0;
    this.#agentMs = 0;
    const { root, labels } = this.#config;
    return packWindow({ id, ...span, root, labels, numbers }, profiles);
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

function profilesOf({ cpu, heap }: EndedWindow): [fileName: string, profile: PprofProfile][] {
  const profiles: [string, PprofProfile][] = [];
  if (cpu !== undefined) profiles.push(['cpu.pb.gz', cpu]);
  if (heap !== undefined) profiles.push(['heap.pb.gz', heap]);
  return profiles;
}

/** Lets the event loop turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
