import type { Leak, LeakTest } from '@perf/profile';
import { type FoundLeak, type HeapTest, isGone } from '@perf/profile/verdict/leaks.js';
import type Database from 'better-sqlite3';

/** The leaks of services, and the tests they are made from. */
export class KeptLeaks {
  constructor(private readonly db: Database.Database) {}

  /** The last test of each instance of a service and env, by instance. */
  tests(service: string, env: string): Map<string, HeapTest> {
    const texts = this.db
      .prepare<string[], string>('SELECT heap_test FROM heap_test WHERE service = ? AND env = ?')
      .pluck()
      .all(service, env);
    return new Map(
      texts.map((text) => {
        const test = JSON.parse(text) as HeapTest;
        return [test.instance, test];
      }),
    );
  }

  putTest(service: string, env: string, test: HeapTest): void {
    this.db
      .prepare('INSERT OR REPLACE INTO heap_test VALUES (?, ?, ?, ?)')
      .run(service, env, test.instance, JSON.stringify(test));
  }

  forgetTest(service: string, env: string, instance: string): void {
    this.db.prepare('DELETE FROM heap_test WHERE service = ? AND env = ? AND instance = ?').run(service, env, instance);
  }

  /** Those that have not ended; of all services without one. */
  open(service?: string, env?: string): Leak[] {
    return this.#all(service, env).filter(({ endedMs }) => endedMs === null);
  }

  /**
   * Adds what was found; a leak that is known goes on, one that had ended is back. What is not found any more has ended
   * where the tests would have shown it.
   *
   * @returns those that were found, as they are kept.
   */
  put(look: LeakTest, found: readonly FoundLeak[], tests: readonly HeapTest[]): Leak[] {
    const { service, env, testedMs } = look;
    const known = new Map(this.#all(service, env).map((leak) => [leak.id, leak]));
    const kept = found.map((one): Leak => {
      const { foundMs = testedMs, sinceMs = one.sinceMs } = known.get(one.id) ?? {};
      return { ...one, sinceMs: Math.min(one.sinceMs, sinceMs), foundMs, seenMs: testedMs, endedMs: null };
    });
    for (const leak of kept) this.#put(leak);
    const ids = new Set(found.map(({ id }) => id));
    for (const leak of known.values()) {
      if (leak.endedMs === null && !ids.has(leak.id) && isGone(leak, tests)) this.end(leak, testedMs);
    }
    this.db
      .prepare("INSERT OR REPLACE INTO look VALUES ('leaks', ?, ?, ?, ?)")
      .run(service, env, testedMs, JSON.stringify(look));
    return kept;
  }

  end(leak: Leak, endedMs: number): void {
    this.#put({ ...leak, endedMs });
  }

  #put(leak: Leak): void {
    this.db
      .prepare('INSERT OR REPLACE INTO leak VALUES (?, ?, ?, ?, ?)')
      .run(leak.id, leak.service, leak.env, leak.seenMs, JSON.stringify(leak));
  }

  #all(service: string | null = null, env: string | null = null): Leak[] {
    const texts = this.db
      .prepare('SELECT leak FROM leak WHERE (@service IS NULL OR service = @service) AND (@env IS NULL OR env = @env)')
      .pluck()
      .all({ service, env }) as string[];
    return texts.map((text) => JSON.parse(text) as Leak);
  }
}
