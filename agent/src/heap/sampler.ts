import type { SampleLabels } from '../labels.js';
import type { Names } from '../names.js';
import type { Numbers } from '../numbers.js';
import type { Pprof } from '../pprof.js';
import type { Sliced } from '../slices.js';
import { startWatch } from '../stopwatch.js';
import { startCensus } from './census.js';
import { extendCohorts, noCohorts } from './cohorts.js';
import { startPace } from './pace.js';
import { countFiles, type HeapTree } from './stacks.js';
import { writeCensus, writeHeap } from './write.js';

/** What V8 said, to be written as a profile when there is time. */
export interface HeapReading {
  /** The name of the profile's part in a window. */
  readonly fileName: string;
  /** Where the stacks are, for `Names.prepare`. */
  readonly samplesByFile: ReadonlyMap<string, number>;
  /** What goes with it into the numbers of the window. */
  readonly numbers: Numbers;
  /** pprof, not compressed. `labels` go on every sample. */
  write(names: Names, labels?: SampleLabels): Sliced<Buffer>;
}

/** The sampling heap profiler of this thread: what is alive, by where it was allocated. */
export interface HeapSampler {
  /**
   * What is held at this moment, as `inuse_objects` and `inuse_space`. Blocks while V8 writes its tree.
   * Undefined in windows that go without: where that takes long, it is done less often.
   */
  snapshot(nowMs: number): HeapReading | undefined;
  /**
   * How many samples are alive by when they were allocated, as `inuse_samples` labelled `cohort`. Blocks as `snapshot`
   * does. Undefined until a cohort is complete: in between there is nothing new to tell.
   */
  census(nowMs: number): HeapReading | undefined;
  /** Readings in every so many windows from now on, 1 for each; Infinity for none. Sampling goes on. */
  every(windows: number): void;
  stop(): void;
}

const STACK_DEPTH = 128;

/**
 * Starts sampling allocations. Started once and left on: what was allocated before is invisible to it for ever.
 *
 * @param cohortMs the shortest span of time that cohorts are told apart by.
 * @throws Error if another heap profiler is already running.
 */
export function startHeapSampler(pprof: Pprof, intervalBytes: number, cohortMs: number, nowMs: number): HeapSampler {
  pprof.heap.start(intervalBytes, STACK_DEPTH);
  const taker = startCensus();
  const [snapshotPace, censusPace] = [startPace(), startPace()];
  let windows = 1;
  let cohorts = noCohorts(cohortMs);
  let censusMs = nowMs;
  return {
    snapshot(atMs) {
      if (!snapshotPace.due(windows)) return undefined;
      const watch = startWatch();
      const tree = pprof.heap.v8Profile() as HeapTree;
      snapshotPace.took(watch().cpuMs);
      const externalBytes = process.memoryUsage().external;
      return {
        fileName: 'heap.pb.gz',
        samplesByFile: countFiles(tree),
        numbers: { heapIntervalBytes: intervalBytes },
        write: (names, labels) => writeHeap(tree, names, { timeMs: atMs, intervalBytes, externalBytes, labels }),
      };
    },
    census(atMs) {
      const complete = Math.floor(atMs / cohorts.widthMs) > Math.floor(censusMs / cohorts.widthMs);
      if (!complete || !censusPace.due(windows)) return undefined;
      const watch = startWatch();
      const census = taker.take();
      censusPace.took(watch().cpuMs);
      if (census === undefined) return undefined;
      const largest = census.samples.reduce((most, { ordinal }) => Math.max(most, ordinal), 0);
      const extended = extendCohorts(cohorts, censusMs, atMs, largest);
      cohorts = extended;
      censusMs = atMs;
      return {
        fileName: 'cohorts.pb.gz',
        samplesByFile: countFiles(census.tree),
        numbers: { heapCohortMs: extended.widthMs },
        write: (names, labels) => writeCensus(census, extended, names, { timeMs: atMs, intervalBytes, labels }),
      };
    },
    every(each) {
      windows = each;
    },
    stop() {
      taker.stop();
      pprof.heap.stop();
    },
  };
}
