/** The numbers that agents send beside profiles and that are shown over time. */
export const NUMBER_NAMES: readonly string[] = [
  'cpuUserSeconds',
  'cpuSystemSeconds',
  'eventLoopUtilization',
  'eventLoopDelayP99Ms',
  'gcPauseMs',
  'heapUsedBytes',
  'rssBytes',
  'requests',
];
