import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** What SQLite may keep beside a file. */
export const sidecars = ['-wal', '-shm', '-journal'] as const;

export function removeDatabase(path: string): void {
  for (const suffix of ['', ...sidecars]) rmSync(path + suffix, { force: true });
}

/** Keeps a damaged file under the name `<path>.damaged`, in the place of an earlier one. */
export function setAside(path: string): void {
  const aside = `${path}.damaged`;
  removeDatabase(aside);
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
}

/**
 * Makes a file under a name of its own and gives it its final name once it is whole and on disk: under that name there is
 * all of it, or what was there before.
 *
 * @param make writes the file, and leaves nothing beside it.
 */
export function publish(path: string, make: (part: string) => void): void {
  const part = `${path}.part`;
  removeDatabase(part);
  try {
    make(part);
    sync(part);
  } catch (error) {
    removeDatabase(part);
    throw error;
  }
  renameSync(part, path);
  // Windows opens no folders, and keeps names by itself.
  if (process.platform !== 'win32') sync(dirname(path));
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
