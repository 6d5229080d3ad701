/**
 * When V8's heap samples were allocated.
 *
 * V8 numbers its samples in the order of allocation and they keep their number, the ordinal, while they live. A census
 * tells the largest ordinal alive: whatever is larger at the next census was allocated in between. So the censuses cut
 * the ordinals into cohorts, those allocated in one span of time.
 *
 * Cohorts begin at multiples of `widthMs`, which is a power of two times the shortest width. So cohorts of different
 * instances and of different times can be added up: the narrower ones fall into the wider.
 *
 * Invariants: `startMs` and `lastOrdinal` are equally long and rise; `startMs` are multiples of `widthMs`.
 */
export interface Cohorts {
  readonly widthMs: number;
  /** The start of each cohort, epoch milliseconds. */
  readonly startMs: readonly number[];
  /** The largest ordinal of each cohort. */
  readonly lastOrdinal: readonly number[];
}

/** When one more would be needed, all become twice as wide. */
const MOST_COHORTS = 32;

export function noCohorts(shortestWidthMs: number): Cohorts {
  return { widthMs: shortestWidthMs, startMs: [], lastOrdinal: [] };
}

/**
 * The cohorts after a census that found no ordinal larger than this, and the one before it was at `sinceMs`.
 * What was allocated in between counts for the middle of that span. A clock that went back is not followed.
 */
export function extendCohorts(cohorts: Cohorts, sinceMs: number, nowMs: number, largestOrdinal: number): Cohorts {
  const middleMs = Math.max((sinceMs + nowMs) / 2, cohorts.startMs.at(-1) ?? 0);
  const firstMs = cohorts.startMs[0] ?? middleMs;
  let { widthMs } = cohorts;
  while (Math.floor(middleMs / widthMs) - Math.floor(firstMs / widthMs) >= MOST_COHORTS) widthMs *= 2;

  const startMs: number[] = [];
  const lastOrdinal: number[] = [];
  const put = (timeMs: number, ordinal: number) => {
    const start = Math.floor(timeMs / widthMs) * widthMs;
    if (startMs.at(-1) !== start) startMs.push(start);
    lastOrdinal[startMs.length - 1] = ordinal;
  };
  cohorts.startMs.forEach((start, i) => {
    put(start, cohorts.lastOrdinal[i] as number);
  });
  // Ordinals only rise, but the largest may have died since.
  put(middleMs, Math.max(largestOrdinal, lastOrdinal.at(-1) ?? 0));
  return { widthMs, startMs, lastOrdinal };
}

/** The start of the cohort a sample belongs to. The ordinal is at most the largest of the last census. */
export function cohortOf({ startMs, lastOrdinal }: Cohorts, ordinal: number): number {
  let low = 0;
  let high = startMs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lastOrdinal[middle] as number) < ordinal) low = middle + 1;
    else high = middle;
  }
  return startMs[low] as number;
}
