import type { TimeRange } from './api.js';
import type { FunctionRef } from './verdict/types.js';

/** `GET /api/v1/leaks?service=&env=`: what is allocated and never freed, soonest to fill a heap first; what ended last. */
export interface LeaksReport {
  leaks: Leak[];
  /** What was tested, by service and env: where nothing was found as well. */
  tested: LeakTest[];
}

/** An allocation site of a service of which as much is left of long ago as of lately. */
export interface Leak {
  /** 16 hexadecimal digits: the same for a service, env and site, however often it is found again. */
  id: string;
  service: string;
  env: string;
  /** What allocates; `line` is where it begins, 0 where unknown. */
  function: FunctionRef;
  line: number;
  /** The call path to it, from the root; its last frame is `function`. */
  path: FunctionRef[];
  /** Path id of its last frame in a flame graph of `inuse_space`. */
  pathId: string;
  /** `leak` if it is one in any instance; `growing` as long as all are too young to tell. */
  verdict: 'leak' | 'growing';
  /** The mean of one instance, of those in which it was found, with its 95 % interval. */
  bytesPerHour: IntervalReport;
  /** Until the heap of the instance that is nearest to it is full, by this site alone; null where no limit is known. */
  msToLimit: IntervalReport | null;
  /** The instances in which it was found, the most bytes first, at most 20. */
  instances: LeakInstance[];
  /** In how many instances it was found, and how many were tested. */
  foundIn: number;
  testedIn: number;
  /** Versions of the instances in which it was found. */
  versions: string[];
  /** When the oldest was allocated of what is still there. */
  sinceMs: number;
  /** From then to the last census. */
  range: TimeRange;
  /** When it was first found, and last found again. */
  foundMs: number;
  seenMs: number;
  /** When it was not found any more; null while it is. */
  endedMs: number | null;
}

/** What the heap profiles of one process say about one site. */
export interface LeakInstance {
  instance: string;
  version: string;
  /** When it was tested, and when the process had begun. */
  atMs: number;
  sinceMs: number;
  verdict: 'leak' | 'growing';
  /** Samples that are alive, in eight equal spans of time, the oldest first. */
  blocks: number[];
  samples: number;
  /** What is left of the older half, as a share of what is left of the younger one at equal load. */
  survival: number;
  bytesPerHour: IntervalReport;
  msToLimit: IntervalReport | null;
  heapUsedBytes: number | null;
  heapLimitBytes: number | null;
}

export interface LeakTest {
  service: string;
  env: string;
  /** The last of them; 0 as long as none was. */
  testedMs: number;
  /** Instances that could be tested, and those that run too short for it. */
  instances: number;
  young: number;
  /** Sites with enough samples, in all instances. */
  sites: number;
}

/** An estimate with its 95 % interval. */
export interface IntervalReport {
  value: number;
  low: number;
  high: number;
}
