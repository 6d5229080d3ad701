import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployVerdict } from '@perf/profile';
import Database from 'better-sqlite3';
import type { VersionPair } from './compare-versions.js';

const fileName = 'verdicts.db';
const schema = `
  CREATE TABLE IF NOT EXISTS verdict (
    service TEXT NOT NULL,
    env TEXT NOT NULL,
    version TEXT NOT NULL,
    -- What it was made from: made again where that is no longer so.
    signature TEXT NOT NULL,
    made_ms INTEGER NOT NULL,
    -- A DeployVerdict.
    verdict TEXT NOT NULL,
    PRIMARY KEY (service, env, version)
  ) STRICT;
`;
const formatVersion = 1;

/** The latest verdict of each version. All of it can be made again from profiles, for as long as these are kept. */
export class VerdictFile {
  readonly #db: Database.Database;

  /** @throws where the file cannot be read; one of another format is emptied. */
  constructor(dataDir: string) {
    this.#db = new Database(join(dataDir, fileName));
    this.#db.pragma('journal_mode = WAL');
    if (this.#db.pragma('user_version', { simple: true }) !== formatVersion) {
      this.#db.exec(`DROP TABLE IF EXISTS verdict; ${schema} PRAGMA user_version = ${formatVersion};`);
    }
  }

  /** Empty where there is none. */
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

  /** Forgets what was made before. */
  expire(beforeMs: number): void {
    this.#db.prepare('DELETE FROM verdict WHERE made_ms < ?').run(beforeMs);
  }

  close(): void {
    this.#db.close();
  }
}

/** What was found, for those who only read. */
export class VerdictReader {
  #db: Database.Database | null = null;

  constructor(private readonly dataDir: string) {}

  /** The newest first; none as long as none was made. @param service all where absent. */
  read(service?: string): DeployVerdict[] {
    this.#db ??= openForReading(this.dataDir);
    if (this.#db === null) return [];
    const texts = this.#db
      .prepare('SELECT verdict FROM verdict WHERE ? IS NULL OR service = ? ORDER BY made_ms DESC')
      .pluck()
      .all(service ?? null, service ?? null) as string[];
    return texts.map((text) => JSON.parse(text) as DeployVerdict);
  }

  close(): void {
    this.#db?.close();
  }
}

function openForReading(dataDir: string): Database.Database | null {
  const path = join(dataDir, fileName);
  return existsSync(path) ? new Database(path, { readonly: true }) : null;
}
