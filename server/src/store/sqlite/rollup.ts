/**
 * A rollup is a vector of all windows of one span of time, added up ahead of time: of one series, or of all series of a
 * fleet (fleet.ts). It lies in the block of its day, with the same ids and in the same format as profiles do (codec.ts).
 *
 * What is out of date is written down (table `due`) in the transaction that made it so. A rollup that exists and is not
 * due holds exactly the windows of its span: a reader takes it or leaves it, with the same result.
 */
export interface RollupKey {
  readonly fleet: number;
  /** 0: the whole fleet. */
  readonly series: number;
  /** The length of the span. */
  readonly levelMs: number;
  readonly startMs: number;
}

const minuteMs = 60_000;

/** Lengths of spans, shortest first, each a multiple of the one before. Spans lie on multiples of their length. */
export const levelsMs: readonly number[] = [10 * minuteMs, 60 * minuteMs, 24 * 60 * minuteMs];

/** The shortest span that is added up for a series by itself: below it that would save too few windows. */
export const seriesLevelMs = 60 * minuteMs;

export function startOfSpan(atMs: number, levelMs: number): number {
  return Math.floor(atMs / levelMs) * levelMs;
}

/** The moment a rollup counts at. */
export function middleOf({ startMs, levelMs }: Pick<RollupKey, 'startMs' | 'levelMs'>): number {
  return startMs + levelMs / 2;
}

/** The rollups that a window of a series belongs to. */
export function rollupsOf(fleet: number, series: number, atMs: number): RollupKey[] {
  return levelsMs.flatMap((levelMs) => {
    const startMs = startOfSpan(atMs, levelMs);
    const whole = { fleet, series: 0, levelMs, startMs };
    return levelMs < seriesLevelMs ? [whole] : [{ ...whole, series }, whole];
  });
}

/** What the vectors of one sample type rest on. */
export interface RollupEvidence {
  readonly windows: number;
  /** The time covered: the sum over windows. */
  readonly ms: number;
  /** null where no agent counted. */
  readonly requests: number | null;
  readonly series: readonly number[];
}

/** By sample type, `cpu/nanoseconds`. */
export type RollupEvidences = Readonly<Record<string, RollupEvidence>>;
