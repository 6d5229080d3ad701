import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { damageOf, settingsFileName, whatToDo } from './settings-file.js';

/** Whether a folder has settings. */
export function hasSettings(dataDir: string): boolean {
  return existsSync(join(dataDir, settingsFileName));
}

/**
 * Copies the settings of a data folder, as they are at one moment, to another one, whole or not at all; nothing where there are
 * none. The server may run.
 *
 * @returns why they were left out: they are damaged. null where they were not.
 */
export function copySettings(from: string, to: string): string | null {
  if (!hasSettings(from)) return null;
  const path = join(to, settingsFileName);
  const part = `${path}.part`;
  rmSync(part, { force: true });
  const damage = damageIn(from, (db) => db.prepare('VACUUM INTO ?').run(part));
  if (damage === null) renameSync(part, path);
  else rmSync(part, { force: true });
  return damage;
}

/** What is wrong with the settings of a data folder, and what to do; null where nothing is. */
export function checkSettings(dataDir: string): string | null {
  const damage = damageIn(dataDir, () => undefined);
  return damage === null
    ? null
    : `${settingsFileName}: ${damage}\n  costs: the server does not start\n  do: ${whatToDo}`;
}

function damageIn(dataDir: string, work: (db: Database.Database) => void): string | null {
  try {
    const db = new Database(join(dataDir, settingsFileName), { readonly: true, fileMustExist: true });
    try {
      const found = db.pragma('integrity_check(1)', { simple: true }) as string;
      if (found !== 'ok') return found;
      work(db);
      return null;
    } finally {
      db.close();
    }
  } catch (error) {
    const damage = damageOf(error);
    if (damage === null) throw error;
    return damage;
  }
}
