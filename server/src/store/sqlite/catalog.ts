import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Labels, SampleType } from '@perf/profile';
import Database from 'better-sqlite3';
import { CatalogDamage, undecodable } from './damage.js';
import { migrate } from './migrate.js';

/**
 * An index over all blocks: which windows exist, which series have profiles on which day, which versions appeared when.
 *
 * Derived: it is written right after the block's own commit, without waiting for the disk, and caught up from the
 * blocks when the server starts (catch-up.ts). So a lost catalog costs only the versions of days already expired.
 */
const migrations = [
  `
  CREATE TABLE window (uid TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX window_day ON window (day);
  -- The last window of each block that is indexed here.
  CREATE TABLE block (day TEXT PRIMARY KEY, last_window INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE series_day (
    day TEXT NOT NULL, labels TEXT NOT NULL, sample_types TEXT NOT NULL,
    first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, windows INTEGER NOT NULL,
    PRIMARY KEY (day, labels)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE sample_label (
    day TEXT NOT NULL, service TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (day, service, name, value)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE version (
    service TEXT NOT NULL, env TEXT NOT NULL, version TEXT NOT NULL,
    first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
    PRIMARY KEY (service, env, version)
  ) STRICT, WITHOUT ROWID;
  `,
];

/** What the catalog keeps of one window. */
export interface CatalogEntry {
  readonly uid: string;
  readonly day: string;
  /** The window's id in its block. */
  readonly window: number;
  readonly labels: Labels;
  readonly sampleTypes: readonly SampleType[];
  readonly sampleLabels: readonly { readonly name: string; readonly value: string }[];
  readonly midMs: number;
}

/** What the catalog keeps of all windows of a series on one day. */
export interface SeriesEntry extends Pick<CatalogEntry, 'day' | 'labels' | 'sampleTypes' | 'sampleLabels'> {
  readonly windows: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export function catalogPath(dataDir: string): string {
  return join(dataDir, 'catalog.db');
}

/** Whatever it is asked, it throws CatalogDamage where the file is found to be damaged. */
export class Catalog {
  #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(readonly path: string) {
    this.#db = opened(path);
  }

  /** Goes on with another file: `exchange` puts it in the place of this one, which is closed. */
  exchange(exchange: () => void): void {
    this.#statements.clear();
    this.#db.close();
    exchange();
    this.#db = opened(this.path);
  }

  /** What SQLite finds wrong with the file, at most ten lines; none where all is well. @throws where its texts do not parse. */
  damages(): string[] {
    const found = this.#db.pragma('quick_check(10)') as { quick_check: string }[];
    for (const texts of this.#db.prepare('SELECT labels, sample_types FROM series_day').raw().iterate()) {
      for (const text of texts as string[]) JSON.parse(text);
    }
    return found.map((row) => row.quick_check).filter((line) => line !== 'ok');
  }

  has(uid: string): boolean {
    return this.#named(() => this.#statement('SELECT 1 FROM window WHERE uid = ?').get(uid) !== undefined);
  }

  /** The last window of a block that `add` has seen; 0 for none. */
  lastWindow(day: string): number {
    const row = this.#named(() => this.#statement('SELECT last_window FROM block WHERE day = ?').get(day)) as
      | { last_window: number }
      | undefined;
    return row?.last_window ?? 0;
  }

  days(): string[] {
    const rows = this.#named(() => this.#statement('SELECT day FROM block ORDER BY day').all()) as { day: string }[];
    return rows.map((row) => row.day);
  }

  /** Adds windows in the order of their ids, all or none. */
  add(entries: readonly CatalogEntry[]): void {
    this.#transaction(() => {
      for (const entry of entries) this.#add(entry);
    });
  }

  /** Adds a day that was thinned. `last` is the one window that it still knows by its id. */
  addThinned(last: Pick<CatalogEntry, 'uid' | 'day' | 'window'>, series: readonly SeriesEntry[]): void {
    this.#transaction(() => {
      this.#addWindow(last);
      for (const entry of series) this.#addSeries(entry);
    });
  }

  /** Forgets ids of windows of a day that was thinned, some at a time, but for the last one; false once none is left. */
  forgetIds(day: string, keep: string): boolean {
    const some = 'SELECT uid FROM window WHERE day = ? AND uid <> ? LIMIT 1000';
    const remove = `DELETE FROM window WHERE uid IN (${some})`;
    return this.#named(() => this.#statement(remove).run(day, keep).changes > 0);
  }

  /** Forgets a day whose block is gone. Versions stay. */
  forget(day: string): void {
    this.#transaction(() => {
      for (const table of ['window', 'block', 'series_day', 'sample_label']) {
        this.#statement(`DELETE FROM ${table} WHERE day = ?`).run(day);
      }
    });
  }

  close(): void {
    this.#db.close();
  }

  #add(entry: CatalogEntry): void {
    this.#addWindow(entry);
    this.#addSeries({ ...entry, windows: 1, firstMs: entry.midMs, lastMs: entry.midMs });
  }

  #addWindow({ uid, day, window }: Pick<CatalogEntry, 'uid' | 'day' | 'window'>): void {
    this.#statement('INSERT OR IGNORE INTO window (uid, day) VALUES (?, ?)').run(uid, day);
    this.#statement(
      'INSERT INTO block (day, last_window) VALUES (?, ?) ON CONFLICT DO UPDATE SET last_window = excluded.last_window',
    ).run(day, window);
  }

  #addSeries(entry: SeriesEntry): void {
    const { day, labels, windows, firstMs, lastMs } = entry;
    const labelsJson = JSON.stringify(labels);
    const known = this.#statement('SELECT sample_types FROM series_day WHERE day = ? AND labels = ?').get(
      day,
      labelsJson,
    ) as { sample_types: string } | undefined;
    const types = unite(known === undefined ? [] : JSON.parse(known.sample_types), entry.sampleTypes);
    this.#statement(
      `INSERT INTO series_day (day, labels, sample_types, first_ms, last_ms, windows) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET sample_types = excluded.sample_types, first_ms = min(first_ms, excluded.first_ms),
         last_ms = max(last_ms, excluded.last_ms), windows = windows + excluded.windows`,
    ).run(day, labelsJson, JSON.stringify(types), firstMs, lastMs, windows);
    const { service = '', env = '', version } = labels;
    if (version !== undefined) {
      this.#statement(
        `INSERT INTO version (service, env, version, first_ms, last_ms) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET first_ms = min(first_ms, excluded.first_ms), last_ms = max(last_ms, excluded.last_ms)`,
      ).run(service, env, version, firstMs, lastMs);
    }
    for (const { name, value } of entry.sampleLabels) {
      this.#statement('INSERT OR IGNORE INTO sample_label (day, service, name, value) VALUES (?, ?, ?, ?)').run(
        day,
        service,
        name,
        value,
      );
    }
  }

  #transaction(work: () => void): void {
    this.#named(this.#db.transaction(work));
  }

  #named<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const reason = undecodable(error);
      throw reason === null ? error : new CatalogDamage(reason);
    }
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

function opened(path: string): Database.Database {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    migrate(db, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The union, in order of first appearance. */
export function unite(known: readonly SampleType[], added: readonly SampleType[]): SampleType[] {
  const all = new Map(known.map((type) => [`${type.type}/${type.unit}`, type]));
  for (const type of added) if (!all.has(`${type.type}/${type.unit}`)) all.set(`${type.type}/${type.unit}`, type);
  return [...all.values()];
}
