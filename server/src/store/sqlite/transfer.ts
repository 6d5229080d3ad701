import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { blockBytes, blockDays, blockPath, blocksFolder } from './block.js';
import { copyBlock, rewriteBlock } from './copy.js';
import { damageOf } from './damage.js';
import { lockFolder } from './lock.js';
import { storedDays } from './stored-days.js';

/** What became of one block. */
export interface Treated {
  readonly day: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Why the block was left as it is: it is damaged. null where it was not. */
  readonly damage: string | null;
}

/**
 * Copies every block to an empty folder, which is then a data folder. The server may run: each block is copied as it is at
 * one moment. The catalog is built anew from the blocks by the server that opens the copy.
 */
export function* backUp(dataDir: string, folder: string): Generator<Treated> {
  const days = storedDays(dataDir);
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)) {
    throw new Error(`${folder} is not an empty folder: name a new one, so that no other backup is mixed with this.`);
  }
  yield* copyAll(dataDir, folder, days);
}

/** Copies every block of a backup into a data folder that has none and is not in use. */
export function* restore(backup: string, dataDir: string): Generator<Treated> {
  const days = storedDays(backup);
  const lock = lockFolder(dataDir);
  try {
    if (blockDays(dataDir).length > 0) {
      throw new Error(`${dataDir} has blocks already: restore into a new folder, or move its blocks away first.`);
    }
    yield* copyAll(backup, dataDir, days);
  } finally {
    lock.close();
  }
}

/** Writes every block anew, without the room that was freed in it. The server must be stopped. */
export function* compact(dataDir: string): Generator<Treated> {
  const days = storedDays(dataDir);
  const lock = lockFolder(dataDir);
  try {
    for (const day of days) yield treated(day, dataDir, dataDir, () => rewriteBlock(dataDir, day));
  } finally {
    lock.close();
  }
}

function* copyAll(from: string, to: string, days: readonly string[]): Generator<Treated> {
  mkdirSync(blocksFolder(to), { recursive: true });
  for (const day of days) {
    const copied = treated(day, from, to, () => copyBlock(blockPath(from, day), blockPath(to, day)));
    // What retention removed meanwhile is no part of the copy.
    if (copied.damage === null || existsSync(blockPath(from, day))) yield copied;
  }
}

function treated(day: string, from: string, to: string, treat: () => void): Treated {
  const bytesBefore = blockBytes(from, day);
  let damage: string | null = null;
  try {
    treat();
  } catch (error) {
    damage = existsSync(blockPath(from, day)) ? damageOf(error) : 'it was removed meanwhile';
    if (damage === null) throw error;
  }
  return { day, bytesBefore, bytesAfter: blockBytes(to, day), damage };
}
