import type Database from 'better-sqlite3';
import type { Range } from '../store.js';
import { type RollupEvidences, type RollupKey, seriesLevelMs, startOfSpan } from './rollup.js';

/** One profile as it lies in a block. */
export type ProfileRow = [
  window: number,
  sampleTypes: number,
  fromMs: number,
  untilMs: number,
  midMs: number,
  requests: number | null,
  head: Uint8Array,
  data: Uint8Array | null,
  /** The label sets of a profile read with its spans, as JSON; null where sections refer to the block's label sets. */
  spanLabels: string | null,
];

/** The vector of one set of sample types in a rollup. */
export type RollupRow = [sampleTypes: number, head: Uint8Array, data: Uint8Array | null];

/** What is read of a profile: without `data` where only totals are wanted, with the labels of single requests. */
export interface Wanted {
  readonly data: boolean;
  readonly spans: boolean;
}

/** The timeline of an hour of a series, as it is stored. */
export type TimelineRow = [startMs: number, data: Uint8Array];

const notDue = `NOT EXISTS (SELECT 1 FROM due WHERE due.fleet = rollup.fleet AND due.series = rollup.series
  AND due.level_ms = rollup.level_ms AND due.start_ms = rollup.start_ms)`;

/** The vectors of a block, as its readers and the maker of its rollups find them. */
export class BlockRows {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  /** Profiles of a series in a range, by time; those of one window follow each other. */
  profiles(series: number, { fromMs, untilMs }: Range, wanted: Wanted): IterableIterator<ProfileRow> {
    const of = (column: string) => (wanted.spans ? `coalesce(span.${column}, profile.${column})` : column);
    return this.#statement(
      `SELECT window, sample_types, from_ms, until_ms, mid_ms, requests, ${of('head')},
         ${wanted.data ? of('data') : 'NULL'}, ${wanted.spans ? 'span.labels' : 'NULL'}
       FROM profile ${wanted.spans ? 'LEFT JOIN span ON span.profile = profile.id' : ''}
       WHERE series = ? AND mid_ms >= ? AND mid_ms < ? ORDER BY mid_ms, profile.id`,
    ).iterate(series, fromMs, untilMs) as IterableIterator<ProfileRow>;
  }

  /**
   * Numbers of a series' windows in a range, as JSON; one window in `oneIn`. Which ones is spread by a prime: ids come in
   * turns of the instances, and each of these must have its share.
   */
  numbers(
    series: number,
    { fromMs, untilMs }: Range,
    oneIn: number,
  ): IterableIterator<[midMs: number, fromMs: number, untilMs: number, numbers: string]> {
    return this.#statement(
      `SELECT mid_ms, from_ms, until_ms, numbers FROM window
       WHERE series = ? AND mid_ms >= ? AND mid_ms < ? AND id * 40503 % 65521 % ? = 0 AND numbers IS NOT NULL`,
    ).iterate(series, fromMs, untilMs, oneIn) as IterableIterator<[number, number, number, string]>;
  }

  /** The id of a rollup that exists and is not due. */
  rollup({ fleet, series, levelMs, startMs }: RollupKey): number | undefined {
    const row = this.#statement(
      `SELECT id FROM rollup WHERE fleet = ? AND series = ? AND level_ms = ? AND start_ms = ? AND ${notDue}`,
    ).get(fleet, series, levelMs, startMs) as [number] | undefined;
    return row?.[0];
  }

  evidence(rollup: number): RollupEvidences {
    const [text] = this.#statement('SELECT evidence FROM rollup WHERE id = ?').get(rollup) as [string];
    return JSON.parse(text);
  }

  vectors(rollup: number, wanted: Pick<Wanted, 'data'>): RollupRow[] {
    return this.#statement(
      `SELECT sample_types, head, ${wanted.data ? 'data' : 'NULL'} FROM rollup_vector WHERE rollup = ?`,
    ).all(rollup) as RollupRow[];
  }

  /** Those of the hours that a range touches, by time, as far as they exist and are not due. */
  timelines(fleet: number, series: number, { fromMs, untilMs }: Range): TimelineRow[] {
    return this.#statement(
      `SELECT start_ms, data FROM rollup JOIN timeline ON timeline.rollup = rollup.id
       WHERE fleet = ? AND series = ? AND level_ms = ? AND start_ms >= ? AND start_ms < ? AND ${notDue} ORDER BY start_ms`,
    ).all(fleet, series, seriesLevelMs, startOfSpan(fromMs, seriesLevelMs), untilMs) as TimelineRow[];
  }

  /** The timeline of a rollup; undefined where it has none. */
  timeline(rollup: number): Uint8Array | undefined {
    const row = this.#statement('SELECT data FROM timeline WHERE rollup = ?').get(rollup) as [Uint8Array] | undefined;
    return row?.[0];
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql).raw();
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
