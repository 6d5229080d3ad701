import { join } from 'node:path';
import Database from 'better-sqlite3';

export const settingsFileName = 'settings.db';

/** What each version of the format adds to the one before. Never changed, only added to: a newer server reads older files. */
const migrations: readonly string[] = [
  // Budgets, experiments, and what people said of deploys.
  `
  CREATE TABLE budget (
    name TEXT PRIMARY KEY,
    -- A Budget.
    budget TEXT NOT NULL
  ) STRICT;
  CREATE TABLE experiment (
    name TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    -- JSON.
    labels TEXT NOT NULL,
    note TEXT NOT NULL,
    from_ms INTEGER NOT NULL,
    -- NULL while it runs.
    until_ms INTEGER
  ) STRICT;
  CREATE TABLE deploy_note (
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    version TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    -- A DeployNote.
    note TEXT NOT NULL,
    PRIMARY KEY (service, env, version)
  ) STRICT;
  `,
];

/**
 * `settings.db`: what people told the server and it cannot make again. Opened by the main thread alone, for a few rows at a time;
 * a statement is on disk when it returns.
 *
 * @throws where the file cannot be written, is damaged, or was written by a newer server.
 */
export function openSettings(dataDir: string): Database.Database {
  const path = join(dataDir, settingsFileName);
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    const found = db.pragma('quick_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw new Database.SqliteError(found, 'SQLITE_CORRUPT');
    const version = db.pragma('user_version', { simple: true }) as number;
    if (version > migrations.length) {
      throw new Error(`${path} was written by a newer perf-server: start that one, or restore a backup.`);
    }
    const migrate = db.transaction(() => {
      for (const migration of migrations.slice(version)) db.exec(migration);
      db.pragma(`user_version = ${migrations.length}`);
    });
    migrate();
    return db;
  } catch (error) {
    db.close();
    throw damageOf(error) === null ? error : new Error(`${path} is damaged (${damageOf(error)}). ${whatToDo}`);
  }
}

/** What nobody can make again is never set aside in silence. */
export const whatToDo =
  'It holds budgets, experiments, notes on deploys, alerts and mutes, which cannot be made again: put the file of a backup in its ' +
  'place, without the files ending in -wal and -shm beside it. Without a backup, move it out of the folder: they are lost then.';

/** Why the file cannot be what this server wrote; null where an error says no such thing. */
export function damageOf(error: unknown): string | null {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR_(READ|SHORT_READ|CORRUPTFS|DATA))/.test(code) ? message : null;
}
