import { monitorEventLoopDelay, PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';

/** Numbers of one window by name, the unit in the name. Counts and sums are of this window alone. */
export type Numbers = Record<string, number>;

export interface NumberCounter {
  /** The numbers since the last call, and the start of the next window. */
  take(): Numbers;
  stop(): void;
}

const DELAY_RESOLUTION_MS = 20;

/** Starts counting, along with `others`. Nothing is patched, and nothing here keeps the process alive. */
export function startNumbers(...others: NumberCounter[]): NumberCounter {
  const parts = [...others, countCpu(), watchEventLoop(), watchGarbageCollection(), readMemory()];
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

/** Delay is how much later than asked a timer ran: the histogram has the whole interval, its resolution included. */
function watchEventLoop(): NumberCounter {
  const histogram = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  histogram.enable();
  let last = performance.eventLoopUtilization();
  const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - DELAY_RESOLUTION_MS);
  return {
    take() {
      const now = performance.eventLoopUtilization();
      const numbers: Numbers = { eventLoopUtilization: performance.eventLoopUtilization(now, last).utilization };
      // An empty histogram has a percentile all the same: 0, and a maximum of 0.
      if (histogram.count > 0) {
        numbers.eventLoopDelayP50Ms = delayMs(histogram.percentile(50));
        numbers.eventLoopDelayP99Ms = delayMs(histogram.percentile(99));
        numbers.eventLoopDelayMaxMs = delayMs(histogram.max);
      }
      last = now;
      histogram.reset();
      return numbers;
    },
    stop() {
      histogram.disable();
    },
  };
}

function watchGarbageCollection(): NumberCounter {
  let count = 0;
  let pauseMs = 0;
  let longestMs = 0;
  const add = (entries: readonly { duration: number }[]) => {
    for (const { duration } of entries) {
      count++;
      pauseMs += duration;
      longestMs = Math.max(longestMs, duration);
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  return {
    take() {
      add(observer.takeRecords());
      const numbers = { gcCount: count, gcPauseMs: pauseMs, gcPauseMaxMs: longestMs };
      count = 0;
      pauseMs = 0;
      longestMs = 0;
      return numbers;
    },
    stop() {
      observer.disconnect();
    },
  };
}

function readMemory(): NumberCounter {
  return {
    take() {
      const memory = process.memoryUsage();
      return {
        heapUsedBytes: memory.heapUsed,
        heapLimitBytes: getHeapStatistics().heap_size_limit,
        rssBytes: memory.rss,
        externalBytes: memory.external,
      };
    },
    stop() {},
  };
}
