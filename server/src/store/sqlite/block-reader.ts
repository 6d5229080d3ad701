import type { Labels, SampleType } from '@perf/profile';
import type Database from 'better-sqlite3';
import type { Range } from '../store.js';
import { openBlockForReading } from './block.js';
import { Trie } from './trie.js';

export interface Series {
  readonly id: number;
  readonly service: number;
  readonly labels: Labels;
}

/** One profile as it lies in the block. `sampleTypes` indexes BlockReader.sampleTypes. */
export type ProfileRow = [
  window: number,
  sampleTypes: number,
  fromMs: number,
  untilMs: number,
  midMs: number,
  requests: number | null,
  head: Uint8Array,
  data: Uint8Array | null,
  /** The label sets of a profile read with its spans, as JSON; null where sections refer to BlockReader.labelSets. */
  spanLabels: string | null,
];

/**
 * The reading side of one block. Dictionaries only ever grow, so they are kept and topped up by each `snapshot`.
 */
export class BlockReader {
  readonly #db: Database.Database;
  readonly series: Series[] = [];
  readonly sampleTypes = new Map<number, readonly SampleType[]>();
  readonly labelSets = new Map<number, Labels>();
  readonly functions = {
    name: [] as string[],
    file: [] as string[],
    package: [] as string[],
    startLine: [] as number[],
    column: [] as number[],
    systemName: [] as string[],
  };
  readonly frames = { function: [] as number[], line: [] as number[] };
  readonly #tries = new Map<number, Trie>();

  constructor(
    dataDir: string,
    readonly day: string,
    /** Tells this file from a later one of the same name. */
    readonly inode: number,
  ) {
    this.#db = openBlockForReading(dataDir, day);
  }

  /** Runs `read` on one state of the block: rows and the dictionaries they refer to belong together. */
  snapshot<T>(read: () => T): T {
    return this.#db.transaction(() => {
      this.#topUp();
      return read();
    })();
  }

  /**
   * Profiles of a series in a range, by time. Without `data` where only totals are wanted; with the labels that name
   * single requests where `spans` says so.
   */
  profiles(
    series: number,
    { fromMs, untilMs }: Range,
    wanted: { readonly data: boolean; readonly spans: boolean },
  ): IterableIterator<ProfileRow> {
    const of = (column: string) => (wanted.spans ? `coalesce(span.${column}, profile.${column})` : column);
    const statement = this.#db.prepare(
      `SELECT window, sample_types, from_ms, until_ms, mid_ms, requests, ${of('head')},
         ${wanted.data ? of('data') : 'NULL'}, ${wanted.spans ? 'span.labels' : 'NULL'}
       FROM profile ${wanted.spans ? 'LEFT JOIN span ON span.profile = profile.id' : ''}
       WHERE series = ? AND mid_ms >= ? AND mid_ms < ? ORDER BY mid_ms, profile.id`,
    );
    return statement.raw().iterate(series, fromMs, untilMs) as IterableIterator<ProfileRow>;
  }

  /** The trie of a service as of this snapshot. */
  trie(service: number): Trie {
    let trie = this.#tries.get(service);
    if (trie === undefined) {
      trie = new Trie();
      this.#tries.set(service, trie);
    }
    const rows = this.#db
      .prepare('SELECT first, nodes, data FROM stack_chunk WHERE service = ? AND first + nodes > ? ORDER BY first')
      .raw()
      .iterate(service, trie.size) as Iterable<[number, number, Uint8Array]>;
    for (const [first, nodes, data] of rows) trie.load(first, nodes, data);
    return trie;
  }

  close(): void {
    this.#db.close();
  }

  #topUp(): void {
    for (const [id, service, labels] of this.#newRows<[number, number, string]>('series', this.series.length)) {
      this.series.push({ id, service, labels: JSON.parse(labels) });
    }
    for (const [id, types] of this.#newRows<[number, string]>('sample_types', this.sampleTypes.size)) {
      this.sampleTypes.set(
        id,
        (JSON.parse(types) as [string, string][]).map(([type, unit]) => ({ type, unit })),
      );
    }
    for (const [id, labels] of this.#newRows<[number, string]>('label_set', this.labelSets.size)) {
      this.labelSets.set(id, Object.fromEntries(JSON.parse(labels) as [string, string][]));
    }
    // Functions and frames are numbered from 0, the other tables from 1.
    const { functions, frames } = this;
    for (const row of this.#newRows<FunctionRow>('function', functions.name.length - 1)) {
      functions.name.push(row[1]);
      functions.file.push(row[2]);
      functions.package.push(row[3]);
      functions.startLine.push(row[4]);
      functions.column.push(row[5]);
      functions.systemName.push(row[6]);
    }
    for (const row of this.#newRows<number[]>('frame', frames.function.length - 1)) {
      frames.function.push(row[1] as number);
      frames.line.push(row[2] as number);
    }
  }

  #newRows<Row>(table: string, lastId: number): Iterable<Row> {
    return this.#db.prepare(`SELECT * FROM ${table} WHERE id > ? ORDER BY id`).raw().iterate(lastId) as Iterable<Row>;
  }
}

type FunctionRow = [id: number, name: string, file: string, pkg: string, line: number, column: number, system: string];
