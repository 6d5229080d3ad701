import { existsSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { Refusal } from '../../errors.js';
import { dayMs, dayOf, startOfDayMs } from '../../time.js';
import { type Acceptance, type PreparedWindow, prepareWindow } from '../prepare.js';
import type { Expired, IncomingWindow, Receipt, Retention } from '../store.js';
import { blockBytes, blockDays, blockPath } from './block.js';
import type { Catalog, CatalogEntry } from './catalog.js';
import { catchUpDay } from './catch-up.js';
import { blockName, CatalogDamage } from './damage.js';
import { removeDatabase } from './files.js';
import { type Kept, tooLate } from './kept.js';
import { lockFolder } from './lock.js';
import { mendCatalog } from './mend-catalog.js';
import { OpenBlocks } from './open-blocks.js';
import { catalogWasSetAside, damageIn, openCatalog } from './open-catalog.js';
import { planOf } from './retention.js';
import { ThinningQueue } from './thinning-queue.js';

/** What became of one window of a group: a receipt, or the error that refused it. */
export type Outcome = { receipt: Receipt } | { error: unknown };

/**
 * The writing side of the store. Synchronous; lives in its own thread (writer-thread.ts).
 * One writer a folder: a second one is refused at once.
 */
export class SqliteWriter {
  readonly #lock: Database.Database;
  readonly #catalog: Catalog;
  readonly #blocks: OpenBlocks;
  readonly #thinning: ThinningQueue;
  /** Days that may have rollups to be made. */
  readonly #due: Set<string>;
  /** Days whose newest windows are on disk and not in the catalog. */
  readonly #behind = new Set<string>();

  /** @param tell hears of what is damaged, once each. */
  constructor(
    readonly dataDir: string,
    readonly acceptance: Acceptance,
    readonly tell: (trouble: string) => void = () => undefined,
  ) {
    this.#lock = lockFolder(dataDir);
    this.#catalog = openCatalog(dataDir, tell);
    this.#blocks = new OpenBlocks(dataDir, this.#catalog, tell);
    this.#due = new Set(this.#blocks.catchUp());
    this.#thinning = new ThinningQueue(this.#blocks, this.#catalog, tell);
  }

  /** Days whose block is damaged. */
  get damagedDays(): string[] {
    return this.#blocks.damagedDays;
  }

  /** One group commit: every window it returns a receipt for is on disk. */
  append(windows: readonly IncomingWindow[]): Outcome[] {
    let known: ReadonlySet<string>;
    try {
      known = this.#mending(() => this.#knownOf(windows));
    } catch (error) {
      return windows.map(() => ({ error: storageError(error) }));
    }
    const outcomes: (Outcome | undefined)[] = windows.map(() => undefined);
    const byDay = new Map<string, { index: number; window: PreparedWindow }[]>();
    const idsInGroup = new Map<string, number>();
    for (const [index, incoming] of windows.entries()) {
      try {
        const first = idsInGroup.get(incoming.id);
        if (known.has(incoming.id)) {
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
    for (const [day, group] of byDay) {
      const kept = this.#blocks.kept(day);
      if (kept.resolutionMs === 0) this.#commit(day, group, outcomes);
      else for (const { index } of group) outcomes[index] = { error: tooLate(day, kept) };
      for (const { index } of group) this.#thinning.arrived(day, (windows[index] as IncomingWindow).receivedMs);
    }
    return windows.map(({ id }, index) => outcomes[index] ?? repeated(id, outcomes[idsInGroup.get(id) ?? -1]));
  }

  /** Makes rollups of spans that are over, for about as long as `budgetMs`; false once none is due. */
  rollUp(nowMs: number, budgetMs: number): boolean {
    const endMs = performance.now() + budgetMs;
    for (const day of [...this.#due].sort()) {
      if (this.#blocks.isDamaged(day)) continue;
      try {
        const block = this.#blocks.get(day);
        while (block.rollUp(nowMs)) if (performance.now() > endMs) return true;
      } catch (error) {
        throw this.#blocks.damagedBy(day, error) ?? error;
      }
      // What is not over yet is looked at again.
      if (startOfDayMs(day) + 2 * dayMs < nowMs) this.#due.delete(day);
    }
    return false;
  }

  /** See ProfileWriter.expire. Thinning itself is done by `thin`. */
  expire(policy: Retention, nowMs: number): Expired {
    const days = blockDays(this.dataDir).map((day) => ({ day, bytes: blockBytes(this.dataDir, day) }));
    const { remove, thin, bytes } = planOf(days, policy, nowMs);
    for (const day of remove) this.#mending(() => this.#remove(day));
    this.#thinning.plan(thin, nowMs);
    return { days: remove, bytes };
  }

  /** What is still there of each day that was thinned; another map whenever that changes. */
  get thinned(): ReadonlyMap<string, Kept> {
    return this.#blocks.thinned;
  }

  /** Thins days that are planned to be, for about as long as `budgetMs`; false once none is left. */
  thin(budgetMs: number): boolean {
    return this.#mending(() => this.#thinning.work(budgetMs));
  }

  /** Builds the catalog anew where it is damaged on disk. */
  mend(): void {
    const { path } = this.#catalog;
    const reason = existsSync(path) ? damageIn(path) : 'it is missing';
    if (reason !== null) this.#mend(reason);
  }

  close(): void {
    this.#blocks.close();
    this.#catalog.close();
    this.#lock.close();
  }

  #commit(day: string, group: { index: number; window: PreparedWindow }[], outcomes: (Outcome | undefined)[]): void {
    try {
      this.#due.add(day);
      const entries = this.#blocks.get(day).commit(group.map(({ window }) => window));
      for (const { index, window } of group) {
        outcomes[index] = { receipt: { id: window.id, stored: window.profiles.length, duplicate: false } };
      }
      this.#index(day, entries);
    } catch (error) {
      this.#blocks.drop(day);
      const told = this.#blocks.damagedBy(day, error) ?? storageError(error);
      for (const { index } of group) outcomes[index] = { error: told };
    }
  }

  /** The windows are on disk: where the catalog cannot have them now, it gets them before the next ones. */
  #index(day: string, entries: readonly CatalogEntry[]): void {
    try {
      this.#catalog.add(entries);
    } catch (error) {
      this.#behind.add(day);
      if (error instanceof CatalogDamage) return;
      this.tell(`catalog.db is behind ${blockName(day)}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Ids that are stored already. @throws while the catalog cannot know all of them: nothing may be added then. */
  #knownOf(windows: readonly IncomingWindow[]): ReadonlySet<string> {
    this.#blocks.lookAgain();
    for (const day of this.#behind) {
      catchUpDay(this.dataDir, day, this.#catalog);
      this.#behind.delete(day);
    }
    return new Set(windows.map(({ id }) => id).filter((id) => this.#catalog.has(id)));
  }

  /** Does what can be done again, and once more where the catalog was found to be damaged. */
  #mending<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CatalogDamage)) throw error;
      this.#mend(error.reason);
      return work();
    }
  }

  #mend(reason: string): void {
    mendCatalog(this.dataDir, this.#catalog);
    this.#behind.clear();
    this.tell(catalogWasSetAside(reason));
  }

  #remove(day: string): void {
    this.#blocks.drop(day);
    removeDatabase(blockPath(this.dataDir, day));
    this.#blocks.forget(day);
  }
}

/** The same id twice in one group: the second is a duplicate if the first was stored, and fails with it if not. */
function repeated(id: string, first: Outcome | undefined): Outcome {
  return first !== undefined && 'error' in first ? first : duplicateOf(id);
}

function duplicateOf(id: string): Outcome {
  return { receipt: { id, stored: 0, duplicate: true } };
}

/** Codes of a disk that is full, over its quota, read-only or failing: writing may work again later. */
const takesNothing =
  /^(ENOSPC|EDQUOT|EROFS|SQLITE_(FULL|READONLY|CANTOPEN|IOERR_(WRITE|FSYNC|DIR_FSYNC|TRUNCATE|SHM\w+)))/;

function storageError(error: unknown): unknown {
  const { code = '', message } = error as { code?: string; message?: string };
  if (!takesNothing.test(code)) return error;
  return new Refusal(
    507,
    `The disk takes nothing more (${message}): nothing of this window was stored. Free space or lower --retention.`,
    30,
  );
}
