import type { Range } from '../store.js';
import { levelsMs, middleOf, type RollupKey, seriesLevelMs, startOfSpan } from './rollup.js';

/** The fewest vectors that hold each window of some series in a range exactly once. */
export interface Cover {
  /** Ids of rollups. */
  readonly rollups: readonly { readonly id: number; readonly key: RollupKey }[];
  /** Where single profiles are read, each series in order of time. */
  readonly raw: readonly (Range & { readonly series: number })[];
}

export interface Covered {
  readonly range: Range;
  readonly fleet: number;
  readonly series: readonly number[];
  /** Whether `series` are all there are of the fleet, and need not be told apart. */
  readonly whole: boolean;
  /** Only rollups of shorter spans than this; 0: none. */
  readonly belowMs: number;
  /** Only rollups of spans that are at least as long; 0 where all are of use, and in a thinned block. */
  readonly shortestMs: number;
  /** Of what the block is known to hold: see kept.ts. */
  readonly resolutionMs: number;
  /** The step a moment lies in: no rollup may reach over the end of one. */
  stepOf(atMs: number): number;
}

/**
 * How finely a thinned block tells time apart; 0 where it was not thinned. Series that are to be told apart have no
 * rollups of shorter spans than an hour.
 *
 * @param whole see Covered.
 */
export function finestMs(resolutionMs: number, whole: boolean): number {
  return resolutionMs === 0 || whole ? resolutionMs : Math.max(resolutionMs, seriesLevelMs);
}

/**
 * Covers a range from the longest spans to the shortest: what no rollup holds is left to shorter ones, and in the end to
 * the profiles themselves. In a thinned block the shortest rollups count as windows do: where their midpoint lies, in the
 * range or not, in this step or the next.
 *
 * @param find the id of a rollup that exists and is not due.
 */
export function cover(asked: Covered, find: (key: RollupKey) => number | undefined): Cover {
  const { range, fleet } = asked;
  const rollups: { id: number; key: RollupKey }[] = [];
  const raw = new Map<number, { fromMs: number; untilMs: number; series: number }[]>();

  const leave = (series: number, fromMs: number, untilMs: number): void => {
    const left = raw.get(series) ?? [];
    const last = left.at(-1);
    if (last?.untilMs === fromMs) last.untilMs = untilMs;
    else left.push({ series, fromMs, untilMs });
    raw.set(series, left);
  };
  /** Whether there is such a rollup: then it speaks for its span, also where it is not in the range. */
  const take = (series: number, levelMs: number, startMs: number, isIn: boolean): boolean => {
    const key = { fleet, series, levelMs, startMs };
    const id = find(key);
    if (id !== undefined && isIn) rollups.push({ id, key });
    return id !== undefined;
  };
  /** `level` spans cover a part of the range; below 0 nothing does. */
  const visit = (members: readonly number[], whole: boolean, level: number, fromMs: number, untilMs: number): void => {
    const levelMs = levelsMs[level];
    if (levelMs === undefined || levelMs < Math.max(asked.resolutionMs, asked.shortestMs)) {
      for (const series of members) leave(series, fromMs, untilMs);
      return;
    }
    if (levelMs >= asked.belowMs) {
      visit(members, whole, level - 1, fromMs, untilMs);
      return;
    }
    const isFinest = levelMs === finestMs(asked.resolutionMs, whole);
    for (let startMs = startOfSpan(fromMs, levelMs); startMs < untilMs; startMs += levelMs) {
      const from = Math.max(fromMs, startMs);
      const until = Math.min(untilMs, startMs + levelMs);
      let rest = members;
      const fits = until - from === levelMs && asked.stepOf(from) === asked.stepOf(until - 1);
      if (fits || isFinest) {
        const midMs = middleOf({ startMs, levelMs });
        const isIn = fits || (midMs >= range.fromMs && midMs < range.untilMs);
        if (whole && take(0, levelMs, startMs, isIn)) continue;
        if (levelMs >= seriesLevelMs) rest = members.filter((series) => !take(series, levelMs, startMs, isIn));
      }
      if (rest.length > 0) visit(rest, whole && rest.length === members.length, level - 1, from, until);
    }
  };
  visit(asked.series, asked.whole, levelsMs.length - 1, range.fromMs, range.untilMs);
  return { rollups, raw: [...raw.values()].flat() };
}
