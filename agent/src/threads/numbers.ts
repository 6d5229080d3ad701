import type { Numbers } from '../numbers.js';
import type { Observation } from '../window.js';

/** Counted in each thread: `requests`, `requests{route=...}`, and what the agent itself cost. The process has the sum. */
const ADDED = /^(requests|agentMs|profilerRestarts|labelValuesDropped)(\{|$)/;

/** Of one thread: how much of it was in use, and its share of memory and of garbage collection. */
const OF_THE_THREAD = ['eventLoopUtilization', 'eventLoopDelayMaxMs', 'heapUsedBytes', 'gcPauseMs'] as const;

/** Threads of equal name are one: the busiest of them counts, and the sum of what they hold. */
const LARGEST: readonly string[] = ['eventLoopUtilization', 'eventLoopDelayMaxMs'];

/** Names that get numbers of their own; those of further threads are left out. */
const MOST_NAMES = 16;

/**
 * Adds what other threads counted to the numbers of the process, in place.
 * Numbers of the whole process (CPU time, resident memory) are the main thread's. `workerThreads` says how many threads
 * there were, `eventLoopUtilization{thread="resize"}` how busy one was, and `workerProfilesDropped` how many of their
 * profiles found no room.
 */
export function addThreadNumbers(numbers: Numbers, others: readonly Observation[], droppedProfiles: number): void {
  if (droppedProfiles > 0) numbers.workerProfilesDropped = droppedProfiles;
  if (others.length === 0) return;
  numbers.workerThreads = new Set(others.map(({ threadId }) => threadId)).size;
  const names = [...new Set(others.map(({ thread }) => thread ?? ''))].slice(0, MOST_NAMES);
  for (const { thread = '', numbers: theirs } of others) {
    for (const [name, value] of Object.entries(theirs)) {
      if (ADDED.test(name)) numbers[name] = (numbers[name] ?? 0) + value;
    }
    if (!names.includes(thread)) continue;
    for (const name of OF_THE_THREAD) {
      const value = theirs[name];
      if (value === undefined) continue;
      const key = `${name}{thread=${JSON.stringify(thread)}}`;
      const before = numbers[key] ?? 0;
      numbers[key] = LARGEST.includes(name) ? Math.max(before, value) : before + value;
    }
  }
}
