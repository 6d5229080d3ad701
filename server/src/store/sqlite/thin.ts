import type Database from 'better-sqlite3';
import { BlockRows } from './block-rows.js';
import { type Kept, readKept, writeKept } from './kept.js';
import { levelsMs, type RollupKey, rollupsOf, seriesLevelMs } from './rollup.js';

interface Member {
  readonly id: number;
  readonly fleet: number;
}

/** What there is to be thinned. */
export interface Thinning {
  /** Ten minutes or an hour. */
  readonly resolutionMs: number;
  /** Those there are by now. */
  series(): readonly Member[];
  /** Makes one rollup that is due; false where none is. @throws RangeError where its windows are damaged. */
  makeRollup(): boolean;
  /** Hears of what is damaged and therefore stays. */
  tell(trouble: string): void;
}

/** Pages given back to the disk at a time. */
const batchPages = 128;

/**
 * Thins a block to what kept.ts says, in small steps that are each on disk when they return:
 *
 *     note     rollups that there are none of are due, also those of ten minutes of a single series
 *     make     every rollup that is due
 *     seal     in one transaction: nothing is due any more, so from now on the block is read, and refuses windows, as thinned
 *     remove   timelines; then the windows, and then the rollups of shorter spans, that what is kept makes up for
 *     shrink   gives freed pages back, in files that can (block.ts)
 *
 * Killed at any moment, the block answers as before or as after the seal, and beginning anew finishes the rest.
 */
export class Thinner {
  readonly #rows: BlockRows;
  readonly #steps: Generator<void, void>;

  constructor(
    readonly db: Database.Database,
    readonly thinning: Thinning,
  ) {
    this.#rows = new BlockRows(db);
    this.#steps = this.#run();
  }

  /** Does one step; false once none is left. Where it throws, a new thinner begins again. */
  step(): boolean {
    return this.#steps.next().done !== true;
  }

  *#run(): Generator<void, void> {
    const { resolutionMs } = this.thinning;
    const before = readKept(this.db);
    if (before.resolutionMs === 0) {
      const series = this.thinning.series();
      for (const one of series) {
        this.#transaction(() => this.#note(one, series));
        yield;
      }
      do yield* this.#make();
      while (!this.#seal(before));
    } else if (before.resolutionMs < resolutionMs) this.#seal(before);
    yield;
    yield* this.#removeTimelines();
    yield* this.#removeWindows();
    yield* this.#removeRollups();
    yield* this.#shrink();
  }

  /** Every rollup that a window of the series belongs to and that does not exist is due. */
  #note({ id: series, fleet }: Member, all: readonly Member[]): void {
    const isAlone = !all.some((other) => other.fleet === fleet && other.id !== series);
    const add = this.db.prepare(
      `INSERT OR IGNORE INTO due (fleet, series, level_ms, start_ms) SELECT @fleet, @series, @levelMs, @startMs
       WHERE NOT EXISTS (SELECT 1 FROM rollup WHERE fleet = @fleet AND series = @series AND level_ms = @levelMs
         AND start_ms = @startMs)`,
    );
    const keys = new Map<string, RollupKey>();
    for (const startMs of this.#spans(series, levelsMs[0] as number)) {
      for (const key of rollupsOf(fleet, series, startMs)) keys.set(Object.values(key).join(), key);
    }
    for (const key of keys.values()) {
      const isShort = key.levelMs < seriesLevelMs;
      const isOfUse = isShort ? key.levelMs >= this.thinning.resolutionMs : key.series !== 0 || !isAlone;
      if (isOfUse) add.run(key);
    }
  }

  *#make(): Generator<void, void> {
    for (;;) {
      try {
        if (!this.thinning.makeRollup()) return;
      } catch (error) {
        // It is left out, and what it was to be made of stays.
        if (!(error instanceof RangeError)) throw error;
        this.thinning.tell(`a rollup was not made, the windows of its span are kept: ${error.message}`);
      }
      yield;
    }
  }

  /** False where a window has arrived since the rollups were made. */
  #seal(before: Kept): boolean {
    const { resolutionMs } = this.thinning;
    return this.#transaction(() => {
      if (this.db.prepare('SELECT 1 FROM due LIMIT 1').get() !== undefined) return false;
      if (before.resolutionMs === 0) {
        this.db.exec(
          `INSERT INTO thinned (series, windows, first_ms, last_ms)
           SELECT series, count(*), min(mid_ms), max(mid_ms) FROM window GROUP BY series`,
        );
      }
      writeKept(this.db, { resolutionMs, settled: false });
      return true;
    });
  }

  /** They tell single windows apart. */
  *#removeTimelines(): Generator<void, void> {
    const remove = this.db.prepare('DELETE FROM timeline WHERE rollup IN (SELECT rollup FROM timeline LIMIT 200)');
    while (remove.run().changes > 0) yield;
  }

  /** Series by series and hour by hour, where rollups make up for them. The last row of all stays: the catalog knows it. */
  *#removeWindows(): Generator<void, void> {
    const of = 'series = ? AND mid_ms >= ? AND mid_ms < ?';
    const spans = this.db.prepare(`DELETE FROM span WHERE profile IN (SELECT id FROM profile WHERE ${of})`);
    const profiles = this.db.prepare(`DELETE FROM profile WHERE ${of}`);
    const windows = this.db.prepare(`DELETE FROM window WHERE ${of} AND id <> (SELECT max(id) FROM window)`);
    for (const { id: series, fleet } of this.thinning.series()) {
      for (const hourMs of this.#spans(series, seriesLevelMs)) {
        if (this.#rows.rollup({ fleet, series, levelMs: seriesLevelMs, startMs: hourMs }) === undefined) continue;
        this.#transaction(() => {
          for (const [fromMs, untilMs] of this.#coveredIn(fleet, hourMs)) {
            for (const statement of [spans, profiles, windows]) statement.run(series, fromMs, untilMs);
          }
        });
        yield;
      }
    }
  }

  /** The parts of an hour that are made up for where the fleet as a whole is asked for. */
  #coveredIn(fleet: number, hourMs: number): [fromMs: number, untilMs: number][] {
    const levelMs = this.thinning.resolutionMs;
    if (levelMs === seriesLevelMs) return [[hourMs, hourMs + levelMs]];
    const starts = Array.from({ length: seriesLevelMs / levelMs }, (_, part) => hourMs + part * levelMs);
    return starts
      .filter((startMs) => this.#rows.rollup({ fleet, series: 0, levelMs, startMs }) !== undefined)
      .map((startMs) => [startMs, startMs + levelMs]);
  }

  /** Rollups of shorter spans than what is kept. Hours without a rollup have all their windows. */
  *#removeRollups(): Generator<void, void> {
    const of = 'fleet = ? AND series = 0 AND level_ms = ? AND start_ms >= ? AND start_ms < ?';
    const vectors = this.db.prepare(`DELETE FROM rollup_vector WHERE rollup IN (SELECT id FROM rollup WHERE ${of})`);
    const rollups = this.db.prepare(`DELETE FROM rollup WHERE ${of}`);
    const hours = this.db
      .prepare(
        `SELECT DISTINCT start_ms - start_ms % ${seriesLevelMs} FROM rollup WHERE fleet = ? AND series = 0 AND level_ms = ?`,
      )
      .pluck();
    for (const levelMs of levelsMs.filter((one) => one < this.thinning.resolutionMs)) {
      for (const fleet of new Set(this.thinning.series().map((one) => one.fleet))) {
        for (const hourMs of hours.all(fleet, levelMs) as number[]) {
          this.#transaction(() => {
            for (const statement of [vectors, rollups]) {
              statement.run(fleet, levelMs, hourMs, hourMs + seriesLevelMs);
            }
          });
          yield;
        }
      }
    }
  }

  *#shrink(): Generator<void, void> {
    const incremental = 2;
    if (this.db.pragma('auto_vacuum', { simple: true }) !== incremental) return;
    const free = (): number => this.db.pragma('freelist_count', { simple: true }) as number;
    for (let [left, before] = [free(), Number.POSITIVE_INFINITY]; left > 0 && left < before; ) {
      this.db.pragma(`incremental_vacuum(${batchPages})`);
      [left, before] = [free(), left];
      yield;
    }
    // The file itself gets shorter with the journal's move into it. Readers are not waited for.
    this.db.pragma('wal_checkpoint(PASSIVE)');
  }

  /** The starts of the spans of a length in which a series has windows. */
  #spans(series: number, levelMs: number): number[] {
    return this.db
      .prepare(`SELECT DISTINCT mid_ms - mid_ms % ${levelMs} FROM window WHERE series = ?`)
      .pluck()
      .all(series) as number[];
  }

  #transaction<T>(work: () => T): T {
    return this.db.transaction(work).immediate();
  }
}
