import type { ChangesLook, ShareChange } from '@perf/profile';
import { BLOCK_MS } from '@perf/profile/verdict/changepoint.js';
import type { FunctionRef } from '@perf/profile/verdict/types.js';
import type Database from 'better-sqlite3';
import { dayMs } from '../time.js';
import type { FoundChange } from './share-changes.js';

/** A change may be dated to another block as more is seen of it: within so long it is the same one. */
const sameMs = 3 * BLOCK_MS;
/** A look knows little of what its range begins with: what was found there before stays. */
const edgeMs = dayMs;

/** The changes of functions that services had. */
export class KeptChanges {
  constructor(private readonly db: Database.Database) {}

  /**
   * Adds what was found; a change that is known goes on under its id. What a look does not find any more was none.
   *
   * @returns those that were found, as they are kept.
   */
  put(look: ChangesLook, found: readonly FoundChange[]): ShareChange[] {
    const { service, env, lookedMs, range } = look;
    const known = this.#all(service, env);
    const kept = found.map((one): ShareChange => {
      const before = known.find((other) => isSame(one, other));
      return { ...one, id: before?.id ?? one.id, foundMs: before?.foundMs ?? lookedMs, seenMs: lookedMs };
    });
    const ids = new Set(kept.map(({ id }) => id));
    for (const { id, afterRange } of known) {
      if (!ids.has(id) && afterRange.fromMs >= range.fromMs + edgeMs) this.#remove(id);
    }
    for (const change of kept) this.#put(change);
    this.db
      .prepare("INSERT OR REPLACE INTO look VALUES ('changes', ?, ?, ?, ?)")
      .run(service, env, lookedMs, JSON.stringify(look));
    return kept;
  }

  #put(change: ShareChange): void {
    this.db
      .prepare('INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?, ?)')
      .run(change.id, change.service, change.env, change.afterRange.fromMs, JSON.stringify(change));
  }

  #remove(id: string): void {
    this.db.prepare('DELETE FROM change WHERE id = ?').run(id);
  }

  #all(service: string, env: string): ShareChange[] {
    const texts = this.db
      .prepare<string[], string>('SELECT change FROM change WHERE service = ? AND env = ?')
      .pluck()
      .all(service, env);
    return texts.map((text) => JSON.parse(text) as ShareChange);
  }
}

function isSame(one: FoundChange, other: ShareChange): boolean {
  const apartMs = Math.abs(one.afterRange.fromMs - other.afterRange.fromMs);
  const isAlike = one.ratio.value > 1 === other.ratio.value > 1;
  return isFunction(one.function, other.function) && isAlike && apartMs <= sameMs;
}

function isFunction(one: FunctionRef, other: FunctionRef): boolean {
  return one.name === other.name && one.file === other.file && one.package === other.package;
}
