import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

const fileName = 'settings.db';

/** What each version of the format adds to the one before. Never changed, only added to: a newer server reads older files. */
const migrations: readonly string[] = [
  // What was told, to whom, and of what nobody wants to hear.
  `
  CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    -- First and last.
    told_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    advisory INTEGER NOT NULL,
    -- The Mute that kept it from being sent, or NULL.
    muted TEXT,
    -- An Alert.
    alert TEXT NOT NULL
  ) STRICT;
  CREATE INDEX alert_told ON alert (told_ms);
  -- Of each webhook in the order of their numbers.
  CREATE TABLE delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    alert_id TEXT NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
    webhook TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_ms INTEGER NOT NULL,
    -- 1 where those behind it wait as well.
    holds INTEGER NOT NULL DEFAULT 0,
    last_ms INTEGER,
    status INTEGER,
    error TEXT,
    UNIQUE (alert_id, webhook)
  ) STRICT;
  CREATE INDEX delivery_pending ON delivery (webhook, number) WHERE state = 'pending';
  CREATE TABLE mute (
    id TEXT PRIMARY KEY,
    until_ms INTEGER,
    -- A Mute.
    mute TEXT NOT NULL
  ) STRICT;
  `,
];

/**
 * `settings.db`: what people told the server and it cannot make again. Opened by the main thread alone, for a few rows at a time;
 * a statement is on disk when it returns.
 *
 * @throws where the file cannot be written, is damaged, or was written by a newer server, with what to do.
 */
export function openSettings(dataDir: string): Database.Database {
  const path = join(dataDir, fileName);
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
    throw isDamage(error) ? damaged(path, error) : error;
  }
}

/**
 * Copies it, as it is at one moment, to a folder that has none. A server may have it open.
 *
 * @returns false where there is nothing to copy, or something in its place already.
 * @throws where it is damaged.
 */
export function copySettings(fromDir: string, toDir: string): boolean {
  const [from, to] = [join(fromDir, fileName), join(toDir, fileName)];
  if (!existsSync(from) || existsSync(to)) return false;
  const part = `${to}.part`;
  rmSync(part, { force: true });
  const db = new Database(from, { readonly: true });
  try {
    db.prepare('VACUUM INTO ?').run(part);
  } catch (error) {
    throw isDamage(error) ? damaged(from, error) : error;
  } finally {
    db.close();
  }
  renameSync(part, to);
  return true;
}

function isDamage(error: unknown): error is Error {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(error.code);
}

function damaged(path: string, error: Error): Error {
  return new Error(
    `${path} is damaged (${error.message}). Put a backup of it there, or move it away: what people told this server is ` +
      'forgotten then, such as mutes, and which alerts were sent.',
  );
}
