import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { damageOf } from './damage.js';

/**
 * Makes this process the one that writes to the folder, until the lock is closed. It is an exclusive transaction that is
 * never ended, so the system lets go of it with the process, however that ends.
 *
 * @throws where another process has it, or nothing can be written there.
 */
export function lockFolder(dataDir: string): Database.Database {
  const path = join(dataDir, 'lock.db');
  let lock: Database.Database | undefined;
  try {
    mkdirSync(dataDir, { recursive: true });
    // SQLite would be content with reading, and find out later.
    accessSync(dataDir, constants.W_OK);
    lock = new Database(path, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    throw explained(error, dataDir, path);
  }
}

function explained(error: unknown, dataDir: string, path: string): unknown {
  const { code = '', message } = error as { code?: string; message: string };
  if (code === 'SQLITE_BUSY') {
    return new Error(
      `${dataDir} is in use by another perf-server. Stop that one, or give this one its own --data-dir.`,
    );
  }
  if (/^(EACCES|EPERM|EROFS|SQLITE_(READONLY|CANTOPEN|PERM))/.test(code)) {
    return new Error(
      `Nothing can be written to ${dataDir} (${message}). Let this user write there, or choose another folder with ` +
        '--data-dir.',
    );
  }
  if (damageOf(error) === null) return error;
  return new Error(
    `${path} is damaged (${message}). Stop every perf-server of that folder and remove it: it is empty.`,
  );
}
