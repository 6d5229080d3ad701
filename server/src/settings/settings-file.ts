import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

import { migrations } from './migrations.js';

const fileName = 'settings.db';

/** The file is not what a server wrote; the message says what to do. Nobody can make it again, so it is never set aside in silence. */
export class SettingsDamage extends Error {}

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

/** Reads all of it; whether there is one. A server may have it open. @throws SettingsDamage */
export function checkSettings(dataDir: string): boolean {
  const path = join(dataDir, fileName);
  if (!existsSync(path)) return false;
  const db = new Database(path, { readonly: true });
  try {
    const found = db.pragma('integrity_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw new Database.SqliteError(found, 'SQLITE_CORRUPT');
    return true;
  } catch (error) {
    throw isDamage(error) ? damaged(path, error) : error;
  } finally {
    db.close();
  }
}

/**
 * Copies it, as it is at one moment, to a folder that has none. A server may have it open.
 *
 * @returns false where there is nothing to copy, or something in its place already.
 * @throws SettingsDamage
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

/** By its code: the class is of whoever loaded the library first. */
function isDamage(error: unknown): error is Error {
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(String((error as { readonly code?: unknown } | null)?.code));
}

function damaged(path: string, error: Error): SettingsDamage {
  return new SettingsDamage(
    `${path} is damaged (${error.message}). Put a backup of it there, or move it away: what people told this server is ` +
      'forgotten then, such as budgets, experiments, mutes, and which alerts were sent.',
  );
}
