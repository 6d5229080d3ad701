import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { threadId } from 'node:worker_threads';
import { gzip, gzipSync } from 'node:zlib';
import { type Span, startClock } from './clock.js';
import type { Config } from './config.js';
import { type CpuProfiler, startCpuProfiler } from './cpu.js';
import { type HeapProfiler, startHeapProfiler } from './heap.js';
import { reasonOf, sayOnce } from './log.js';
import { type NumberCounter, type Numbers, startNumbers } from './numbers.js';
import type { Pprof, PprofProfile } from './pprof.js';
import { labelThread } from './threads/label.js';
import { addThreadNumbers } from './threads/numbers.js';
import type { Threads } from './threads/threads.js';
import { type EncodedProfile, type Observation, type Parcel, packWindow } from './window.js';

const gzipOffThread = promisify(gzip);

/** A last window shorter than this has nothing to tell: the process exited right after it was started, or flushed. */
const SHORTEST_LAST_MS = 50;

/** A window that has ended and is not packed yet. */
interface EndedWindow {
  readonly id: string;
  readonly span: Span;
  readonly numbers: Numbers;
  readonly cpu: PprofProfile | undefined;
  heap: PprofProfile | undefined;
}

/**
 * Turns what this thread does into windows, and in the main thread what the others saw along with it.
 * One collection at a time.
 */
export class Collector {
  readonly #config: Config;
  readonly #takeDropped: () => number;
  readonly #threads: Threads;
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
  constructor(config: Config, pprof: Pprof, takeDropped: () => number, threads: Threads) {
    this.#config = config;
    this.#takeDropped = takeDropped;
    this.#threads = threads;
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
    const gathered = this.#threads.gather();
    const ended = this.#begin();
    const profiles = await this.#write(ended);
    await gathered;
    this.#unpacked = undefined;
    return this.#pack(ended, profiles, this.#threads.take());
  }

  /** Like `collect`, for a thread whose windows another one packs. */
  async observe(): Promise<Observation> {
    const ended = this.#begin();
    const profiles = await this.#write(ended);
    this.#unpacked = undefined;
    return this.#observation(ended, profiles);
  }

  /** Like `collectSync`, for a thread whose windows another one packs. */
  observeSync(): Observation[] {
    return this.#endAllSync().map(([ended, profiles]) => this.#observation(ended, profiles));
  }

  /**
   * Ends the last window on the spot, for the `exit` event, after which nothing asynchronous happens: the windows that
   * are not in anybody's hands yet, the one `collect` was working on included. Blocks for all of it.
   */
  collectSync(): Parcel[] {
    return this.#endAllSync().map(([ended, profiles]) => this.#pack(ended, profiles, this.#threads.take()));
  }

  stop(): void {
    this.#numbers.stop();
    this.#cpu?.stop();
    this.#heap?.stop();
  }

  #begin(): EndedWindow {
    this.#unpacked = this.#end();
    return this.#unpacked;
  }

  /** Takes the snapshot of the heap and writes the profiles, a breath between two steps. */
  async #write(ended: EndedWindow): Promise<EncodedProfile[]> {
    await breath();
    ended.heap = this.#snapshot();
    const profiles: EncodedProfile[] = [];
    for (const [fileName, profile] of profilesOf(ended)) {
      await breath();
      profiles.push({ fileName, bytes: await this.#encode(profile) });
    }
    return profiles;
  }

  #endAllSync(): [ended: EndedWindow, profiles: EncodedProfile[]][] {
    const all = this.#unpacked === undefined ? [] : [this.#unpacked];
    this.#unpacked = undefined;
    if (this.openMs > SHORTEST_LAST_MS) all.push(this.#end());
    return all.map((window) => {
      window.heap ??= this.#snapshot();
      const profiles = profilesOf(window);
      return [window, profiles.map(([fileName, profile]) => ({ fileName, bytes: gzipSync(profile.encode()) }))];
    });
  }

  #end(): EndedWindow {
    const span = this.#clock.next();
    const numbers = this.#timed(() => this.#numbers.take());
    const cpu = this.#timed(() => this.#attempt('CPU', () => this.#cpu?.rotate()));
    labelThread(cpu, this.#threads.name());
    return { id: randomUUID(), span, numbers, cpu, heap: undefined };
  }

  #snapshot(): PprofProfile | undefined {
    const heap = this.#timed(() => this.#attempt('heap', () => this.#heap?.snapshot()));
    labelThread(heap, this.#threads.name());
    return heap;
  }

  #pack(ended: EndedWindow, profiles: readonly EncodedProfile[], others: ReturnType<Threads['take']>): Parcel {
    const { numbers } = this.#observation(ended, profiles);
    numbers.agentDroppedWindows = this.#takeDropped();
    addThreadNumbers(numbers, others.observations, others.dropped);
    const { root, labels } = this.#config;
    const all = [...profiles, ...others.observations.flatMap(profilesOfThread)];
    return packWindow({ id: ended.id, ...ended.span, root, labels, numbers }, all);
  }

  #observation({ numbers }: EndedWindow, profiles: readonly EncodedProfile[]): Observation {
    numbers.agentMs = this.#agentMs;
    numbers.profilerRestarts = this.#cpu?.takeRestarts() ?? 0;
    this.#agentMs = 0;
    return { threadId, thread: this.#threads.name(), numbers, profiles };
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

/** As parts of a window: `cpu-3.pb.gz` is thread 3's. */
function profilesOfThread({ threadId, profiles }: Observation): EncodedProfile[] {
  return profiles.map(({ fileName, bytes }) => ({ fileName: fileName.replace('.', `-${threadId}.`), bytes }));
}

/** Lets the event loop turn. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
