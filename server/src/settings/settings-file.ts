import { join } from 'node:path';
import Database from 'better-sqlite3';

const fileName = 'settings.db';

/** What each version of the format adds to the one before. Never changed, only added to: a newer server reads older files. */
const migrations: readonly string[] = [];

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
