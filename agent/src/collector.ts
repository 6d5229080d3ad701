import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { threadId } from 'node:worker_threads';
import { gzip, gzipSync } from 'node:zlib';
import { totalCost } from './budget.js';
import { type Span, startClock } from './clock.js';
import type { Config } from './config.js';
import { type Cost, CostMeter } from './cost.js';
import { type CpuProfiler, type CpuReading, startCpuProfiler } from './cpu.js';
import { type Governor, startGovernor } from './governor.js';
import { type HeapReading, type HeapSampler, startHeapSampler } from './heap/sampler.js';
import { createLabels, type Labels, type SampleLabels } from './labels.js';
import { reasonOf, sayOnce } from './log.js';
import { createNames, type Names } from './names.js';
import { type NumberCounter, type Numbers, startNumbers } from './numbers.js';
import type { Pprof } from './pprof.js';
import { breath, runAtOnce, runInSlices, type Sliced, type Timed } from './slices.js';
import { addThreadNumbers } from './threads/numbers.js';
import type { Threads } from './threads/threads.js';
import { type Turns, watchTurns } from './turns.js';
import { type EncodedProfile, type Observation, type Parcel, packWindow } from './window.js';

const gzipOffThread = promisify(gzip);

/** A last window shorter than this has nothing to tell: the process exited right after it was started, or flushed. */
const SHORTEST_LAST_MS = 50;

/** A window that has ended and is not packed yet. */
interface EndedWindow {
  readonly id: string;
  readonly span: Span;
  readonly numbers: Numbers;
  readonly cpu: CpuReading | undefined;
  /** Undefined until the heap was read. */
  heap: HeapReading[] | undefined;
}

/** A profile that was read, with all that it takes to write it. */
interface Unwritten {
  readonly fileName: string;
  readonly samplesByFile: ReadonlyMap<string, number>;
  readonly write: () => Sliced<Buffer>;
}

/**
 * Turns what this thread does into windows, and in the main thread what the others saw along with it.
 * One collection at a time.
 */
export class Collector {
  readonly #config: Config;
  readonly #pprof: Pprof;
  readonly #takeDropped: () => number;
  readonly #threads: Threads;
  readonly #numbers: NumberCounter;
  /** The labels of this thread's samples. */
  readonly labels: Labels;
  #cpu: CpuProfiler | undefined;
  readonly #heap: HeapSampler | undefined;
  readonly #names: Names;
  readonly #turns: Turns;
  readonly #clock = startClock();
  readonly #meter = new CostMeter();
  readonly #governor: Governor;
  #lastCost: Cost | undefined;
  /** Between its end and its parcel. */
  #unpacked: EndedWindow | undefined;

  /**
   * Starts profiling. A profiler that cannot be started (another one is running) is named once; the rest goes on.
   * `takeDropped` says how many windows were given up since the last.
   */
  constructor(config: Config, pprof: Pprof, takeDropped: () => number, threads: Threads) {
    this.#config = config;
    this.#pprof = pprof;
    this.#takeDropped = takeDropped;
    this.#threads = threads;
    this.#names = createNames({
      sourceMaps: config.sourceMaps,
      mostBytes: config.sourceMapBytes,
      timed: (work) => this.#meter.timed('names', work),
    });
    this.#heap = this.#attempt('heap', () =>
      startHeapSampler(pprof, config.heapIntervalBytes, config.intervalMs, Date.now()),
    );
    this.labels = createLabels(config.labelling);
    this.#startCpu(config.cpuHz);
    this.#turns = watchTurns(config.stallMs || Number.POSITIVE_INFINITY);
    this.#numbers = startNumbers(this.#turns, this.labels);
    const { cpuHz, intervalMs, overheadBudget } = config;
    this.#governor = startGovernor({ cpuHz, intervalMs, labels: true, heap: true, heapEvery: 1 }, overheadBudget);
  }

  /** How long a window is to be now. */
  get intervalMs(): number {
    return this.#governor.levels.intervalMs;
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
    const parcel = this.#pack(ended, profiles, this.#threads.take());
    this.#keepBudget();
    return parcel;
  }

  /** Like `collect`, for a thread whose windows another one packs. */
  async observe(): Promise<Observation> {
    const ended = this.#begin();
    const profiles = await this.#write(ended);
    this.#unpacked = undefined;
    const observation = this.#observation(ended, profiles);
    this.#keepBudget();
    return observation;
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
    this.labels.attach(undefined);
    this.#turns.stop();
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
    for (const { fileName, samplesByFile, write } of this.#unwritten(ended)) {
      const timed: Timed = (work) => this.#meter.timed(`write ${fileName}`, work);
      let written = await runInSlices(write(), timed);
      // Functions that are met for the first time are looked up, and the profile is written anew.
      if (await this.#names.prepare(samplesByFile)) written = await runInSlices(write(), timed);
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
      const profiles = this.#unwritten(window).map(({ fileName, write }) => ({
        fileName,
        bytes: gzipSync(runAtOnce(write())),
      }));
      return [window, profiles];
    });
  }

  #end(): EndedWindow {
    const span = this.#clock.next();
    const numbers = this.#meter.timed('numbers', () => this.#numbers.take());
    const cpu = this.#meter.timed('rotate', () =>
      this.#attempt('CPU', () => this.#cpu?.rotate(this.#turns.takeLong())),
    );
    return { id: randomUUID(), span, numbers, cpu, heap: undefined };
  }

  #readSnapshot(ended: EndedWindow): void {
    this.#readHeap('heap snapshot', ended, (heap) => heap.snapshot(ended.span.until));
  }

  #readCensus(ended: EndedWindow): void {
    this.#readHeap('heap census', ended, (heap) => heap.census(ended.span.until));
  }

  #readHeap(section: string, ended: EndedWindow, read: (heap: HeapSampler) => HeapReading | undefined): void {
    const reading = this.#meter.timed(section, () => this.#attempt('heap', () => this.#heap && read(this.#heap)));
    ended.heap ??= [];
    if (reading === undefined) return;
    ended.heap.push(reading);
    Object.assign(ended.numbers, reading.numbers);
  }

  #unwritten({ cpu, heap = [] }: EndedWindow): Unwritten[] {
    const thread = this.#threads.name();
    const everywhere: SampleLabels | undefined = thread === undefined ? undefined : { thread };
    const profiles: Unwritten[] = heap.map((reading) => ({
      ...reading,
      write: () => reading.write(this.#names, everywhere),
    }));
    if (cpu !== undefined) profiles.unshift({ ...cpu, write: () => cpu.write(this.#names, this.labels, everywhere) });
    return profiles;
  }

  #pack(ended: EndedWindow, profiles: readonly EncodedProfile[], others: ReturnType<Threads['take']>): Parcel {
    const { numbers } = this.#observation(ended, profiles);
    numbers.agentDroppedWindows = this.#takeDropped();
    addThreadNumbers(numbers, others.observations, others.dropped);
    const { root, labels } = this.#config;
    const all = [...profiles, ...others.observations.flatMap(profilesOfThread)];
    return packWindow({ id: ended.id, ...ended.span, root, labels, numbers }, all);
  }

  #observation({ numbers, span }: EndedWindow, profiles: readonly EncodedProfile[]): Observation {
    this.#lastCost = this.#meter.take(span.until - span.from, this.#cpu ? this.#governor.levels.cpuHz : 0);
    numbers.agentMs = this.#lastCost.blockedMs;
    numbers.agentMaxMs = this.#lastCost.longestMs;
    numbers.agentShare = totalCost(this.#lastCost.shares);
    numbers.agentLevel = this.#governor.level;
    numbers.profilerRestarts = this.#cpu?.takeRestarts() ?? 0;
    return { threadId, thread: this.#threads.name(), numbers, profiles };
  }

  /** Does less, or more again, if that is what the last window's cost asks for. */
  #keepBudget(): void {
    const { cpuHz } = this.#governor.levels;
    if (this.#lastCost === undefined || !this.#governor.judge(this.#lastCost)) return;
    const { levels } = this.#governor;
    this.labels.enable(levels.labels);
    this.#heap?.every(levels.heap ? levels.heapEvery : Number.POSITIVE_INFINITY);
    if (levels.cpuHz === cpuHz) return;
    this.labels.attach(undefined);
    this.#cpu?.stop();
    this.#startCpu(levels.cpuHz);
  }

  #startCpu(cpuHz: number): void {
    const options = { ...this.#config, cpuHz };
    const readPart = (read: () => void) => this.#meter.timed('rotate', () => this.#attempt('CPU', read));
    this.#cpu = this.#attempt('CPU', () =>
      startCpuProfiler(this.#pprof, options, this.labels.contextOptions(), readPart),
    );
    this.labels.attach(this.#cpu?.recorder);
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
