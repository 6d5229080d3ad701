import type { Labels, SampleType } from '@perf/profile';
import type Database from 'better-sqlite3';
import { dayMs, startOfDayMs } from '../../time.js';
import type { Range } from '../store.js';
import type { Atlas } from './atlas.js';
import { openBlockForReading } from './block.js';
import { BlockRows } from './block-rows.js';
import { decodeStackChunk } from './codec.js';
import { cannotRead, undecodable } from './damage.js';
import { fleetOf } from './fleet.js';
import { IntColumn } from './int-column.js';
import { readKept } from './kept.js';

export interface Series {
  readonly id: number;
  readonly service: number;
  readonly labels: Labels;
}

/** For each node of a block's trie of a service, its node in the atlas. */
export interface BlockNodes {
  /** The day of the block. */
  readonly day: string;
  readonly target: Int32Array;
  readonly size: number;
}

/** Series that rollups are made of together. */
export interface Fleet {
  /** 0 in blocks of before there were rollups, until they are made. */
  readonly id: number;
  readonly series: readonly Series[];
}

/**
 * The reading side of one block. Dictionaries only ever grow, so they are kept and topped up by each `snapshot`;
 * functions, frames and stacks as their numbers in the atlas.
 */
export class BlockReader {
  static #count = 0;
  /** Tells this reader from every other one of its thread. */
  readonly serial = ++BlockReader.#count;
  readonly #db: Database.Database;
  readonly rows: BlockRows;
  readonly startMs: number;
  /** As of the snapshot. */
  resolutionMs = 0;
  readonly sampleTypes = new Map<number, readonly SampleType[]>();
  readonly labelSets = new Map<number, Labels>();
  readonly #series: Series[] = [];
  readonly #fleets = new Map<string, { id: number; series: Series[] }>();
  readonly #functions = new IntColumn();
  readonly #frames = new IntColumn();
  readonly #tries = new Map<number, IntColumn>();

  constructor(
    dataDir: string,
    readonly day: string,
    /** Tells this file from a later one of the same name. */
    readonly inode: number,
    readonly atlas: Atlas,
  ) {
    this.#db = openBlockForReading(dataDir, day);
    this.rows = new BlockRows(this.#db);
    this.startMs = startOfDayMs(day);
  }

  get fleets(): Iterable<Fleet> {
    return this.#fleets.values();
  }

  /** The part of a range that lies in this block's day. */
  part({ fromMs, untilMs }: Range): Range {
    return { fromMs: Math.max(fromMs, this.startMs), untilMs: Math.min(untilMs, this.startMs + dayMs) };
  }

  /**
   * Changes whenever something was stored in the block since this reader opened it.
   *
   * @throws the refusal that names this block where it is damaged.
   */
  get version(): number {
    return this.#named(() => this.#db.pragma('data_version', { simple: true }) as number);
  }

  /**
   * Runs `read` on one state of the block: rows and the dictionaries they refer to belong together.
   *
   * @throws the refusal that names this block where it is damaged.
   */
  snapshot<T>(read: () => T): T {
    return this.#named(
      this.#db.transaction(() => {
        this.#topUp();
        return read();
      }),
    );
  }

  /** The nodes of the trie of a series' service as of this snapshot. */
  nodesOf({ service, labels }: Series): BlockNodes {
    let nodes = this.#tries.get(service);
    if (nodes === undefined) {
      nodes = new IntColumn();
      nodes.push(0);
      this.#tries.set(service, nodes);
    }
    const known = nodes;
    const trie = this.atlas.trie(labels.service ?? '');
    const chunks = this.#db
      .prepare('SELECT first, nodes, data FROM stack_chunk WHERE service = ? AND first + nodes > ? ORDER BY first')
      .raw()
      .iterate(service, known.size) as Iterable<[number, number, Uint8Array]>;
    for (const [first, count, data] of chunks) {
      let node = first;
      decodeStackChunk(data, first, count, (parent, frame) => {
        if (node++ < known.size) return;
        known.push(trie.child(known.values[parent] as number, this.#frames.values[frame] as number));
      });
    }
    return { day: this.day, target: known.values, size: known.size };
  }

  close(): void {
    this.#db.close();
  }

  /** Damage comes with the name of the block. */
  #named<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      const reason = undecodable(error);
      throw reason === null ? error : cannotRead(this.day, reason);
    }
  }

  #topUp(): void {
    this.resolutionMs = readKept(this.#db).resolutionMs;
    for (const [id, service, text] of this.#newRows<[number, number, string]>('series', this.#series.length)) {
      const labels = JSON.parse(text) as Labels;
      const series = { id, service, labels };
      this.#series.push(series);
      const key = fleetOf(labels);
      const fleet = this.#fleets.get(key);
      if (fleet === undefined) this.#fleets.set(key, { id: 0, series: [series] });
      else fleet.series.push(series);
    }
    for (const [key, fleet] of this.#fleets) if (fleet.id === 0) fleet.id = this.#fleetId(key);
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
    const { functions, frames } = this.atlas;
    for (const [, name, file, pkg, line, column, system] of this.#newRows<FunctionRow>(
      'function',
      this.#functions.size - 1,
    )) {
      this.#functions.push(functions.intern(name, file, pkg, line, column, system));
    }
    for (const [, functionId, line] of this.#newRows<[number, number, number]>('frame', this.#frames.size - 1)) {
      this.#frames.push(frames.intern(this.#functions.values[functionId] as number, line));
    }
  }

  #fleetId(key: string): number {
    const row = this.#db.prepare('SELECT id FROM fleet WHERE labels = ?').raw().get(key) as [number] | undefined;
    return row?.[0] ?? 0;
  }

  #newRows<Row>(table: string, lastId: number): Iterable<Row> {
    return this.#db.prepare(`SELECT * FROM ${table} WHERE id > ? ORDER BY id`).raw().iterate(lastId) as Iterable<Row>;
  }
}

type FunctionRow = [id: number, name: string, file: string, pkg: string, line: number, column: number, system: string];
