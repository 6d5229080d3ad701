import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { threadId } from 'node:worker_threads';
import { gzip, gzipSync } from 'node:zlib';
import { type Span, startClock } from './clock.js';
import type { Config } from './config.js';
import { type CpuProfiler, startCpuProfiler } from './cpu.js';
import { type HeapReading, type HeapSampler, startHeapSampler } from './heap/sampler.js';
import { createLabels, type Labels, type SampleLabels } from './labels.js';
import { reasonOf, sayOnce } from './log.js';
import { createNames, type Names } from './names.js';
import { type NumberCounter, type Numbers, startNumbers } from './numbers.js';
import type { Pprof, PprofProfile } from './pprof.js';
import { breath, runAtOnce, runInSlices } from './slices.js';
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
  /** Undefined until the heap was read. */
  heap: HeapReading[] | undefined;
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
  /** The labels of this thread's samples. */
  readonly labels: Labels;
  #cpu: CpuProfiler | undefined;
  readonly #heap: HeapSampler | undefined;
  readonly #names: Names = createNames({ sourceMaps: true });
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
    this.#heap = this.#attempt('heap', () =>
      startHeapSampler(pprof, config.heapIntervalBytes, config.intervalMs, Date.now()),
    );
    this.#cpu = this.#attempt('CPU', () => startCpuProfiler(pprof, config.cpuHz, config.intervalMs));
    this.labels = createLabels(config.labelling);
    this.#numbers = startNumbers(this.labels);
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
    this.#threads.gatherSync();
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

  /** Reads the heap and writes the profiles, a breath between two steps. */
  async #write(ended: EndedWindow): Promise<EncodedProfile[]> {
    const profiles: EncodedProfile[] = [];
    await breath();
    this.#readSnapshot(ended);
    await breath();
    this.#readCensus(ended);
    await breath();
    if (ended.cpu !== undefined) profiles.push({ fileName: 'cpu.pb.gz', bytes: await this.#encode(ended.cpu) });
    for (const { fileName, samplesByFile, write } of ended.heap ?? []) {
      await this.#names.prepare(samplesByFile);
      const written = await runInSlices(write(this.#names, this.#labels()), (work) => this.#timed(work));
      profiles.push({ fileName, bytes: await gzipOffThread(written) });
    }
    return profiles;
  }

  #endAllSync(): [ended: EndedWindow, profiles: EncodedProfile[]][] {
    const all = this.#unpacked === undefined ? [] : [this.#unpacked];
    this.#unpacked = undefined;
    if (this.openMs > SHORTEST_LAST_MS) all.push(this.#end());
    return all.map((window) => {
      if (window.heap === undefined) this.#readSnapshot(window);
      const profiles = (window.heap ?? []).map(({ fileName, write }) => ({
        fileName,
        bytes: gzipSync(runAtOnce(write(this.#names, this.#labels()))),
      }));
      if (window.cpu !== undefined) profiles.unshift({ fileName: 'cpu.pb.gz', bytes: gzipSync(window.cpu.encode()) });
      return [window, profiles];
    });
  }

  #end(): EndedWindow {
    const span = this.#clock.next();
    const numbers = this.#timed(() => this.#numbers.take());
    const cpu = this.#timed(() => this.#attempt('CPU', () => this.#cpu?.rotate()));
    labelThread(cpu, this.#threads.name());
    return { id: randomUUID(), span, numbers, cpu, heap: undefined };
  }

  #readSnapshot(ended: EndedWindow): void {
    this.#readHeap(ended, (heap) => heap.snapshot(ended.span.until));
  }

  #readCensus(ended: EndedWindow): void {
    this.#readHeap(ended, (heap) => heap.census(ended.span.until));
  }

  #readHeap(ended: EndedWindow, read: (heap: HeapSampler) => HeapReading | undefined): void {
    const reading = this.#timed(() => this.#attempt('heap', () => this.#heap && read(this.#heap)));
    ended.heap ??= [];
    if (reading === undefined) return;
    ended.heap.push(reading);
    Object.assign(ended.numbers, reading.numbers);
  }

  /** Of every heap sample of this thread. */
  #labels(): SampleLabels | undefined {
    const thread = this.#threads.name();
    return thread === undefined ? undefined : { thread };
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

/** As parts of a window: `cpu-3.pb.gz` is thread 3's. */
function profilesOfThread({ threadId, profiles }: Observation): EncodedProfile[] {
  return profiles.map(({ fileName, bytes }) => ({ fileName: fileName.replace('.', `-${threadId}.`), bytes }));
}
