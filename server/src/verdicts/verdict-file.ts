import type { DeployVerdict } from '@perf/profile';
import type Database from 'better-sqlite3';
import type { VersionPair } from './compare-versions.js';
import { KeptChanges } from './kept-changes.js';
import { KeptLeaks } from './kept-leaks.js';
import { openVerdicts } from './open-file.js';

/** What was found in the background. What is lost of it is made again, as far as what it was made from is still watched. */
export class VerdictFile {
  readonly #db: Database.Database;
  readonly leaks: KeptLeaks;
  readonly changes: KeptChanges;

  /** As `openVerdicts`. */
  constructor(dataDir: string, tell: (message: string) => void) {
    this.#db = openVerdicts(dataDir, tell);
    this.leaks = new KeptLeaks(this.#db);
    this.changes = new KeptChanges(this.#db);
  }

  /** What the latest verdict of a version was made from; empty where there is none. */
  signatureOf({ service, env, version }: VersionPair): string {
    const row = this.#db
      .prepare('SELECT signature FROM verdict WHERE service = ? AND env = ? AND version = ?')
      .pluck()
      .get(service, env, version) as string | undefined;
    return row ?? '';
  }

  put(verdict: DeployVerdict, signature: string): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?, ?)')
      .run(verdict.service, verdict.env, verdict.version, signature, verdict.madeMs, JSON.stringify(verdict));
  }

  /** Forgets what was made before, and what went on until then. */
  expire(beforeMs: number): void {
    this.#db.prepare('DELETE FROM verdict WHERE made_ms < ?').run(beforeMs);
    this.#db.prepare('DELETE FROM leak WHERE seen_ms < ?').run(beforeMs);
    this.#db.prepare('DELETE FROM change WHERE at_ms < ?').run(beforeMs);
    this.#db.prepare('DELETE FROM look WHERE made_ms < ?').run(beforeMs);
    this.#db.prepare("DELETE FROM heap_test WHERE heap_test ->> 'atMs' < ?").run(beforeMs);
  }

  close(): void {
    this.#db.close();
  }
}
