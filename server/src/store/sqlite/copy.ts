import Database from 'better-sqlite3';
import { givesRoomBack, openBlockForWriting } from './block.js';
import { publish } from './files.js';

/**
 * Writes one state of a block to another file, without the room that was freed in it. The block may be written to
 * meanwhile; the other file is there whole or not at all.
 *
 * @throws where a block does not read, and where the disk is full.
 */
export function copyBlock(from: string, to: string): void {
  const db = new Database(from, { readonly: true, fileMustExist: true });
  try {
    // An empty file would make an empty copy.
    db.prepare('SELECT 1 FROM window').get();
    // Also the copy of a block that was made when blocks did not yet; of others it is kept.
    if (db.pragma('auto_vacuum', { simple: true }) === 0) givesRoomBack(db);
    publish(to, (part) => db.prepare('VACUUM INTO ?').run(part));
  } finally {
    db.close();
  }
}

/** Writes a block anew in its own place. Nobody else may have it open. */
export function rewriteBlock(dataDir: string, day: string): void {
  const db = openBlockForWriting(dataDir, day);
  const path = db.name;
  // Closing moves the journal into the file, so that none is left to be taken for the new file's.
  db.close();
  copyBlock(path, path);
}
