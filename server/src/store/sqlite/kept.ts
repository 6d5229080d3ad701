import type Database from 'better-sqlite3';
import { Refusal } from '../../errors.js';

/**
 * What is still there of a block that was thinned (thin.ts):
 *
 *     resolution   of a fleet                       of a series by itself
 *     0            every window                     every window
 *     10 min       rollups of 10 min, 1 h, 1 day    rollups of 1 h, 1 day
 *     1 h          rollups of 1 h, 1 day            rollups of 1 h, 1 day
 *
 * Where such a rollup could not be made, since its sums pass 2^53 or its windows are damaged, the windows of its span are
 * still there: all of those of a series in an hour without a rollup of its own, and at 10 min all of those of a fleet in ten
 * minutes without one. So a span is read from its rollup, or else from its windows, and none of both is half there.
 */
export interface Kept {
  readonly resolutionMs: number;
  /** Whether what is not kept is gone, and the disk has its room again. */
  readonly settled: boolean;
}

export const everyWindow: Kept = { resolutionMs: 0, settled: true };

export function readKept(db: Database.Database): Kept {
  const row = db.prepare('SELECT resolution_ms, settled FROM kept').raw().get() as [number, number] | undefined;
  return row === undefined ? everyWindow : { resolutionMs: row[0], settled: row[1] === 1 };
}

export function writeKept(db: Database.Database, { resolutionMs, settled }: Kept): void {
  db.prepare('UPDATE kept SET resolution_ms = ?, settled = ?').run(resolutionMs, settled ? 1 : 0);
}

/** What a window for a day that was thinned is told: the sums that are kept are of the windows that were there. */
export function tooLate(day: string, { resolutionMs }: Kept): Refusal {
  const minutes = resolutionMs / 60_000;
  return new Refusal(
    422,
    `Windows of ${day} have given way to sums over ${minutes} minutes, and no window is added to these: nothing of this ` +
      'one was stored. Raise --keep-raw to take windows that come later.',
  );
}
