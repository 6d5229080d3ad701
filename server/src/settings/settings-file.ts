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
 * @throws where the file cannot be written, is damaged, or was written by a newer server.
 */
export function openSettings(dataDir: string): Database.Database {
  const path = join(dataDir, fileName);
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
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
    throw error;
  }
}
