import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Refusal } from '../../errors.js';
import { dayMs, dayOf, startOfDayMs } from '../../time.js';
import { type Acceptance, type PreparedWindow, prepareWindow } from '../prepare.js';
import type { Expired, IncomingWindow, Receipt, Retention } from '../store.js';
import { blockBytes, blockDays, blockPath } from './block.js';
import { BlockWriter } from './block-writer.js';
import { Catalog } from './catalog.js';
import { catchUp } from './catch-up.js';

/** Blocks kept open for writing: today, yesterday, and two for late arrivals. */
const openBlocks = 4;

/** What became of one window of a group: a receipt, or the error that refused it. */
export type Outcome = { receipt: Receipt } | { error: unknown };

/**
 * The writing side of the store. Synchronous; lives in its own thread (writer-thread.ts).
 * One writer a folder: a second one is refused at once.
 */
export class SqliteWriter {
  readonly #lock: Database.Database;
  readonly #catalog: Catalog;
  /** The most recently used last. */
  readonly #blocks = new Map<string, BlockWriter>();
  /** Days that may have rollups to be made. */
  readonly #due: Set<string>;

  constructor(
    readonly dataDir: string,
    readonly acceptance: Acceptance,
  ) {
    mkdirSync(dataDir, { recursive: true });
    this.#lock = lockFolder(dataDir);
    this.#catalog = new Catalog(dataDir);
    this.#due = new Set(catchUp(dataDir, this.#catalog));
  }

  /** One group commit: every window it returns a receipt for is on disk. */
  append(windows: readonly IncomingWindow[]): Outcome[] {
    const outcomes: (Outcome | undefined)[] = windows.map(() => undefined);
    const byDay = new Map<string, { index: number; window: PreparedWindow }[]>();
    const idsInGroup = new Map<string, number>();
    for (const [index, incoming] of windows.entries()) {
      try {
        const first = idsInGroup.get(incoming.id);
        if (this.#catalog.has(incoming.id)) {
          outcomes[index] = duplicateOf(incoming.id);
          continue;
        }
        if (first !== undefined) continue;
        const window = prepareWindow(incoming, this.acceptance);
        idsInGroup.set(incoming.id, index);
        const day = dayOf(window.midMs);
        const group = byDay.get(day) ?? [];
        group.push({ index, window });
        byDay.set(day, group);
      } catch (error) {
        outcomes[index] = { error };
      }
    }
    for (const [day, group] of byDay) this.#commit(day, group, outcomes);
    return windows.map(({ id }, index) => outcomes[index] ?? repeated(id, outcomes[idsInGroup.get(id) ?? -1]));
  }

  /** Makes rollups of spans that are over, for about as long as `budgetMs`; false once none is due. */
  rollUp(nowMs: number, budgetMs: number): boolean {
    const endMs = performance.now() + budgetMs;
    for (const day of [...this.#due].sort()) {
      const block = this.#block(day);
      while (block.rollUp(nowMs)) if (performance.now() > endMs) return true;
      // What is not over yet is looked at again.
      if (startOfDayMs(day) + 2 * dayMs < nowMs) this.#due.delete(day);
    }
    return false;
  }

  /** See ProfileWriter.expire. */
  expire(policy: Retention, nowMs: number): Expired {
    const removed: string[] = [];
    const days = blockDays(this.dataDir);
    let bytes = days.reduce((sum, day) => sum + blockBytes(this.dataDir, day), 0);
    for (const [index, day] of days.entries()) {
      const tooOld = startOfDayMs(day) + dayMs <= nowMs - policy.maxAgeMs;
      const newest = index === days.length - 1;
      const tooLarge = policy.maxBytes !== undefined && bytes > policy.maxBytes && !newest;
      if (!tooOld && !tooLarge) break;
      bytes -= blockBytes(this.dataDir, day);
      this.#remove(day);
      removed.push(day);
    }
    return { days: removed, bytes };
  }

  close(): void {
    for (const block of this.#blocks.values()) block.close();
    this.#blocks.clear();
    this.#catalog.close();
    this.#lock.close();
  }

  #commit(day: string, group: { index: number; window: PreparedWindow }[], outcomes: (Outcome | undefined)[]): void {
    try {
      this.#due.add(day);
      const entries = this.#block(day).commit(group.map(({ window }) => window));
      this.#catalog.add(entries);
      for (const { index, window } of group) {
        outcomes[index] = { receipt: { id: window.id, stored: window.profiles.length, duplicate: false } };
      }
    } catch (error) {
      this.#drop(day);
      for (const { index } of group) outcomes[index] = { error: storageError(error) };
    }
  }

  #block(day: string): BlockWriter {
    let block = this.#blocks.get(day);
    if (block === undefined) {
      block = new BlockWriter(this.dataDir, day);
      if (this.#blocks.size >= openBlocks) this.#drop(this.#blocks.keys().next().value as string);
    }
    this.#blocks.delete(day);
    this.#blocks.set(day, block);
    return block;
  }

  #drop(day: string): void {
    this.#blocks.get(day)?.close();
    this.#blocks.delete(day);
  }

  #remove(day: string): void {
    this.#drop(day);
    for (const suffix of ['', '-wal', '-shm']) rmSync(blockPath(this.dataDir, day) + suffix, { force: true });
    this.#catalog.forget(day);
  }
}

/** The same id twice in one group: the second is a duplicate if the first was stored, and fails with it if not. */
function repeated(id: string, first: Outcome | undefined): Outcome {
  return first !== undefined && 'error' in first ? first : duplicateOf(id);
}

function duplicateOf(id: string): Outcome {
  return { receipt: { id, stored: 0, duplicate: true } };
}

/** An exclusive transaction that is never ended; the system lets go of it with the process. */
function lockFolder(dataDir: string): Database.Database {
  const lock = new Database(join(dataDir, 'lock.db'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new Error(`${dataDir} is in use by another perf-server. Stop that one, or give this one its own --data-dir.`);
  }
  return lock;
}

function storageError(error: unknown): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new Refusal(
      507,
      'The disk is full: nothing of this window was stored. Free space or lower --retention.',
      30,
    );
  }
  return error;
}
