import { closeSync, mkdirSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Damage } from './damage.js';
import { publish, removeDatabase } from './files.js';
import { migrate } from './migrate.js';

/**
 * A block is one UTC day in one SQLite file: its own functions and frames, one trie of stacks for each service, and
 * for each profile one vector. Nothing refers to another block, so a day can be deleted, copied or lost alone.
 */
const migrations = [
  `
  CREATE TABLE function (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, file TEXT NOT NULL, package TEXT NOT NULL,
    start_line INTEGER NOT NULL, column_number INTEGER NOT NULL, system_name TEXT NOT NULL
  ) STRICT;
  CREATE TABLE frame (id INTEGER PRIMARY KEY, function INTEGER NOT NULL, line INTEGER NOT NULL) STRICT;
  CREATE TABLE service (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  -- Nodes first .. first + nodes - 1 of a service's trie, see codec.ts. The last chunk is rewritten until it is full.
  CREATE TABLE stack_chunk (
    service INTEGER NOT NULL, first INTEGER NOT NULL, nodes INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (service, first)
  ) STRICT;
  CREATE TABLE series (id INTEGER PRIMARY KEY, service INTEGER NOT NULL, labels TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE sample_types (id INTEGER PRIMARY KEY, types TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE label_set (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE window (
    id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, series INTEGER NOT NULL,
    from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, mid_ms INTEGER NOT NULL, numbers TEXT
  ) STRICT;
  CREATE INDEX window_time ON window (series, mid_ms);
  -- from_ms, until_ms, mid_ms and requests repeat the window's, so that one index scan answers a query.
  CREATE TABLE profile (
    id INTEGER PRIMARY KEY, window INTEGER NOT NULL, series INTEGER NOT NULL, sample_types INTEGER NOT NULL,
    from_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, mid_ms INTEGER NOT NULL, requests REAL,
    head BLOB NOT NULL, data BLOB NOT NULL
  ) STRICT;
  CREATE INDEX profile_time ON profile (series, mid_ms);
  CREATE INDEX profile_window ON profile (window);
  `,
  `
  -- Profiles whose samples name single requests (profile/spans.ts), as they were: labels is a JSON array of label sets,
  -- which the sections refer to by position. The profile's own row has its samples without those labels.
  CREATE TABLE span (
    profile INTEGER PRIMARY KEY, labels TEXT NOT NULL, head BLOB NOT NULL, data BLOB NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE fleet (id INTEGER PRIMARY KEY, labels TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE rollup (
    id INTEGER PRIMARY KEY, fleet INTEGER NOT NULL, series INTEGER NOT NULL, level_ms INTEGER NOT NULL,
    start_ms INTEGER NOT NULL, evidence TEXT NOT NULL, UNIQUE (fleet, series, level_ms, start_ms)
  ) STRICT;
  CREATE TABLE rollup_vector (
    id INTEGER PRIMARY KEY, rollup INTEGER NOT NULL, sample_types INTEGER NOT NULL,
    head BLOB NOT NULL, data BLOB NOT NULL, UNIQUE (rollup, sample_types)
  ) STRICT;
  -- Rollups that windows have landed in since they were made, or that are yet to be made.
  CREATE TABLE due (
    fleet INTEGER NOT NULL, series INTEGER NOT NULL, level_ms INTEGER NOT NULL, start_ms INTEGER NOT NULL,
    PRIMARY KEY (fleet, series, level_ms, start_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX due_order ON due (level_ms, start_ms);
  `,
  `
  -- See kept.ts. One row.
  CREATE TABLE kept (resolution_ms INTEGER NOT NULL, settled INTEGER NOT NULL) STRICT;
  INSERT INTO kept VALUES (0, 1);
  -- The windows of each series when the block was first thinned.
  CREATE TABLE thinned (
    series INTEGER PRIMARY KEY, windows INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- Of rollups over an hour of a series: see timeline.ts. Those that were made before there were any are made again.
  CREATE TABLE timeline (rollup INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;
  INSERT OR IGNORE INTO due SELECT fleet, series, level_ms, start_ms FROM rollup
    WHERE series <> 0 AND level_ms = 3600000 AND (SELECT resolution_ms FROM kept) = 0;
  `,
];

export function blocksFolder(dataDir: string): string {
  return join(dataDir, 'blocks');
}

export function blockPath(dataDir: string, day: string): string {
  return join(blocksFolder(dataDir), `${day}.db`);
}

/** The days that have a block, oldest first. */
export function blockDays(dataDir: string): string[] {
  mkdirSync(blocksFolder(dataDir), { recursive: true });
  return readdirSync(blocksFolder(dataDir))
    .flatMap((name) => /^(\d{4}-\d{2}-\d{2})\.db$/.exec(name)?.[1] ?? [])
    .sort();
}

/** Bytes of a block's files on disk. */
export function blockBytes(dataDir: string, day: string): number {
  let bytes = 0;
  for (const suffix of ['', '-wal', '-shm']) {
    bytes += statSync(blockPath(dataDir, day) + suffix, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

/** Tells a block's file from a later one of the same name; undefined where there is none. */
export function blockInode(dataDir: string, day: string): number | undefined {
  return statSync(blockPath(dataDir, day), { throwIfNoEntry: false })?.ino;
}

/**
 * Opens the block of a day, which is made where there is none.
 *
 * @throws Damage where there is a file without a schema: blocks get their names when they have one.
 */
export function openBlockForWriting(dataDir: string, day: string): Database.Database {
  const path = blockPath(dataDir, day);
  const bytes = statSync(path, { throwIfNoEntry: false })?.size;
  if (bytes === undefined) {
    // A journal whose file is gone (killed while removing it) would be taken for that of the new one.
    removeDatabase(path);
    publish(path, (part) => migrated(part, false).close());
  }
  if (bytes === 0) throw new Damage('it is empty');
  if (bytes !== undefined && isOfAnotherVersion(path)) throw new Damage('its header is damaged');
  return migrated(path, true);
}

/**
 * Whether the header asks for a version of SQLite's format that there is not: 1 is the first, 2 has a write-ahead log. SQLite
 * takes such files for read-only ones (fileformat2, 1.3.3). What is no database at all it says itself.
 */
function isOfAnotherVersion(path: string): boolean {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    readSync(file, header, 0, header.length, 0);
  } finally {
    closeSync(file);
  }
  return header.toString('latin1', 0, 15) === 'SQLite format 3' && header.readUInt8(18) > 2;
}

function migrated(path: string, exists: boolean): Database.Database {
  const db = new Database(path, { fileMustExist: exists });
  try {
    if (exists && db.pragma('user_version', { simple: true }) === 0) throw new Damage('it has no schema');
    if (!exists) givesRoomBack(db);
    durable(db);
    migrate(db, migrations);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

export function openBlockForReading(dataDir: string, day: string): Database.Database {
  return new Database(blockPath(dataDir, day), { readonly: true, fileMustExist: true });
}

/** What is freed in a file that is made from now on can be given back to the disk bit by bit (thin.ts). */
export function givesRoomBack(db: Database.Database): void {
  db.pragma('auto_vacuum = INCREMENTAL');
}

/** A commit returns once the disk has it, and readers never wait for the writer. */
function durable(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
}

/** The schema version this server writes. */
export const blockSchemaVersion = migrations.length;
