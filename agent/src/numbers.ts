import { constants, type PerformanceEntry, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Turns } from './turns.js';

/** Numbers of one window by name, the unit in the name. Counts and sums are of this window alone. */
export type Numbers = Record<string, number>;

export interface NumberCounter {
  /** The numbers since the last call, and the start of the next window. */
  take(): Numbers;
  stop(): void;
}

/** Starts counting, along with `others`. Nothing is patched, and nothing here keeps the process alive. */
export function startNumbers(turns: Turns, ...others: NumberCounter[]): NumberCounter {
  const parts = [...others, countCpu(), countTurns(turns), watchGarbageCollection(), readResources()];
  return {
    take: () => Object.assign({}, ...parts.map((part) => part.take())),
    stop: () => {
      for (const part of parts) part.stop();
    },
  };
}

function countCpu(): NumberCounter {
  let last = process.cpuUsage();
  return {
    take() {
      const now = process.cpuUsage();
      const numbers = {
        cpuUserSeconds: (now.user - last.user) / 1e6,
        cpuSystemSeconds: (now.system - last.system) / 1e6,
      };
      last = now;
      return numbers;
    },
    stop() {},
  };
}

/** Delay is how long the event loop was kept from turning. No turn, no delay: a process that sleeps has none to tell. */
function countTurns({ delays }: Turns): NumberCounter {
  let last = performance.eventLoopUtilization();
  return {
    take() {
      const now = performance.eventLoopUtilization();
      const numbers: Numbers = { eventLoopUtilization: performance.eventLoopUtilization(now, last).utilization };
      // An empty histogram has a percentile all the same: 0, and a maximum of 0.
      if (delays.count > 0) {
        numbers.eventLoopDelayP50Ms = delays.percentile(50) / 1e6;
        numbers.eventLoopDelayP99Ms = delays.percentile(99) / 1e6;
        numbers.eventLoopDelayMaxMs = delays.max / 1e6;
      }
      last = now;
      delays.reset();
      return numbers;
    },
    stop() {},
  };
}

const GC_KINDS: Readonly<Record<number, string>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weakcb',
};

type GcEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

/** Pauses, all of them and by kind: `gcPauseMs{kind="minor"}`. */
function watchGarbageCollection(): NumberCounter {
  let numbers = noPauses();
  const add = (entries: readonly PerformanceEntry[]) => {
    for (const { duration, detail } of entries as readonly GcEntry[]) {
      const kind = GC_KINDS[detail.kind] ?? 'other';
      const ofKind = `gcPauseMs{kind="${kind}"}`;
      numbers.gcCount = (numbers.gcCount ?? 0) + 1;
      numbers.gcPauseMs = (numbers.gcPauseMs ?? 0) + duration;
      numbers.gcPauseMaxMs = Math.max(numbers.gcPauseMaxMs ?? 0, duration);
      numbers[ofKind] = (numbers[ofKind] ?? 0) + duration;
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    take() {
      add(observer.takeRecords());
      const taken = numbers;
      numbers = noPauses();
      return taken;
    },
    stop() {
      observer.disconnect();
    },
  };
}

const noPauses = (): Numbers => ({ gcCount: 0, gcPauseMs: 0, gcPauseMaxMs: 0 });

function readResources(): NumberCounter {
  return {
    take() {
      const memory = process.memoryUsage();
      return {
        heapUsedBytes: memory.heapUsed,
        heapLimitBytes: getHeapStatistics().heap_size_limit,
        rssBytes: memory.rss,
        externalBytes: memory.external,
        activeHandles: process.getActiveResourcesInfo().length,
      };
    },
    stop() {},
  };
}
