import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

export const fileName = 'verdicts.db';
/** Columns named for a type hold one as JSON. */
const schema = `
  CREATE TABLE verdict (
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    version TEXT NOT NULL,
    -- What it was made from: made again where that is no longer so.
    signature TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (service, env, version)
  ) STRICT;
  -- The last test of each instance that runs.
  CREATE TABLE heap_test (
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    instance TEXT NOT NULL,
    heap_test TEXT NOT NULL,
    PRIMARY KEY (service, env, instance)
  ) STRICT;
  CREATE TABLE leak (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    leak TEXT NOT NULL
  ) STRICT;
  CREATE TABLE change (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    change TEXT NOT NULL
  ) STRICT;
  -- What was looked at last: of leaks a LeakTest, of changes a ChangesLook.
  CREATE TABLE look (
    kind TEXT NOT NULL,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    look TEXT NOT NULL,
    PRIMARY KEY (kind, service, env)
  ) STRICT;
`;
const formatVersion = 2;

/**
 * A file that is damaged is set aside as `verdicts.db.damaged`, and begun anew; one of another format is emptied.
 *
 * @param tell hears of damage.
 * @throws where nothing can be written.
 */
export function openVerdicts(dataDir: string, tell: (message: string) => void): Database.Database {
  const path = join(dataDir, fileName);
  try {
    return open(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    setAside(path);
    tell(`${fileName} is damaged (${error.message}). It was set aside as ${fileName}.damaged and is begun anew.`);
    return open(path);
  }
}

/** Null as long as there is none. */
export function openForReading(dataDir: string): Database.Database | null {
  const path = join(dataDir, fileName);
  return existsSync(path) ? new Database(path, { readonly: true }) : null;
}

/** Whether what an error is about has to be set aside. By its code: the class is of whoever loaded the library first. */
export function isDamage(error: unknown): error is Error {
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR)/.test(String((error as { readonly code?: unknown } | null)?.code));
}

function open(path: string): Database.Database {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    const found = db.pragma('quick_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw new Database.SqliteError(found, 'SQLITE_CORRUPT');
    if (db.pragma('user_version', { simple: true }) !== formatVersion) {
      const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
      const drops = tables.map((name) => `DROP TABLE "${name}";`).join(' ');
      db.exec(`BEGIN; ${drops} ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function setAside(path: string): void {
  // A journal belongs to the file it was written for.
  for (const journal of ['-wal', '-shm']) rmSync(path + journal, { force: true });
  renameSync(path, `${path}.damaged`);
}
