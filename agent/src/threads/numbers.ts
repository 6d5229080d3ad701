import type { Numbers } from '../numbers.js';
import type { Observation } from '../window.js';

/** Counted in each thread: `requests`, `requests{route=...}`, and what the agent did. The process has the sum. */
const ADDED = /^(requests|agentMs|agentShare|profilerRestarts|labelValuesDropped)(\{|$)/;

/** The process has the largest. */
const LARGEST: readonly string[] = ['agentMaxMs', 'agentLevel'];

/** Of one thread: how busy it was, and its share of memory and of garbage collection. */
const OF_THE_THREAD = ['eventLoopUtilization', 'eventLoopDelayMaxMs', 'heapUsedBytes', 'gcPauseMs'] as const;

/** Threads of equal name are one: the busiest of them counts, and the sum of what they hold. */
const OF_THE_BUSIEST: readonly string[] = ['eventLoopUtilization', 'eventLoopDelayMaxMs'];

/** Names that get numbers of their own; those of further threads are left out. */
const MOST_NAMES = 8;

/** A window has at most 256 numbers. One thread keeps to this by itself; together they may serve more routes. */
const MOST_ROUTE_KEYS = 100;
const ROUTE = /^requests\{route=.*,status="(\dxx)"\}$/;

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
  for (const other of others) {
    for (const [name, value] of Object.entries(other.numbers)) {
      if (ADDED.test(name)) numbers[name] = (numbers[name] ?? 0) + value;
      else if (LARGEST.includes(name)) numbers[name] = Math.max(numbers[name] ?? 0, value);
    }
  }
  addBusiness(numbers, others);
  keepBusiestRoutes(numbers);
}

function addBusiness(numbers: Numbers, others: readonly Observation[]): void {
  const names = [...new Set(others.map(({ thread }) => thread ?? ''))].slice(0, MOST_NAMES);
  for (const { thread = '', numbers: theirs } of others) {
    if (!names.includes(thread)) continue;
    for (const name of OF_THE_THREAD) {
      const value = theirs[name];
      if (value === undefined) continue;
      const key = `${name}{thread=${JSON.stringify(thread)}}`;
      const before = numbers[key] ?? 0;
      numbers[key] = OF_THE_BUSIEST.includes(name) ? Math.max(before, value) : before + value;
    }
  }
}

function keepBusiestRoutes(numbers: Numbers): void {
  const routes = Object.keys(numbers).filter((name) => ROUTE.test(name));
  routes.sort((a, b) => (numbers[b] ?? 0) - (numbers[a] ?? 0));
  for (const route of routes.slice(MOST_ROUTE_KEYS)) {
    const other = `requests{route="(other)",status="${ROUTE.exec(route)?.[1]}"}`;
    if (route === other) continue;
    numbers[other] = (numbers[other] ?? 0) + (numbers[route] ?? 0);
    delete numbers[route];
  }
}
