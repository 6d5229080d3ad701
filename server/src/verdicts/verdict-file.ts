import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployVerdict } from '@perf/profile';
import Database from 'better-sqlite3';
import { Refusal } from '../errors.js';
import type { VersionPair } from './compare-versions.js';

const fileName = 'verdicts.db';
const schema = `
  CREATE TABLE verdict (
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
const formatVersion = 2;

/** The latest verdict of each version. What is lost of them is made again, for deploys that are still watched. */
export class VerdictFile {
  readonly #db: Database.Database;

  /**
   * A file that is damaged is set aside as `verdicts.db.damaged`, and begun anew; one of another format is emptied.
   *
   * @param tell hears of damage.
   * @throws where nothing can be written.
   */
  constructor(dataDir: string, tell: (message: string) => void) {
    const path = join(dataDir, fileName);
    try {
      this.#db = open(path);
    } catch (error) {
      if (!isDamage(error)) throw error;
      setAside(path);
      tell(`${fileName} is damaged (${error.message}). It was set aside as ${fileName}.damaged and is begun anew.`);
      this.#db = open(path);
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

  /**
   * The newest first; none as long as none was made.
   *
   * @param service all where absent.
   * @throws the refusal to ask again where the file is damaged.
   */
  read(service?: string): DeployVerdict[] {
    try {
      this.#db ??= openForReading(this.dataDir);
      const texts = this.#db
        ?.prepare('SELECT verdict FROM verdict WHERE ? IS NULL OR service = ? ORDER BY made_ms DESC')
        .pluck()
        .all(service ?? null, service ?? null) as string[] | undefined;
      return (texts ?? []).map((text) => JSON.parse(text) as DeployVerdict);
    } catch (error) {
      if (!(error instanceof Database.SqliteError || error instanceof SyntaxError)) throw error;
      this.#db?.close();
      this.#db = null;
      throw new Refusal(
        503,
        `${fileName} cannot be read (${error.message}). It is looked at again soon: ask again.`,
        10,
      );
    }
  }
}

/** Whether what an error is about has to be set aside. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR)/.test(error.code);
}

function open(path: string): Database.Database {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    const found = db.pragma('quick_check(1)', { simple: true }) as string;
    if (found !== 'ok') throw new Database.SqliteError(found, 'SQLITE_CORRUPT');
    if (db.pragma('user_version', { simple: true }) !== formatVersion) {
      db.exec(`BEGIN; DROP TABLE IF EXISTS verdict; ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function setAside(path: string): void {
  // A journal belongs to the file it was written for.
  for (const journal of ['-wal', '-shm']) rmSync(path + journal, { force: true });
  renameSync(path, `${path}.damaged`);
}

function openForReading(dataDir: string): Database.Database | null {
  const path = join(dataDir, fileName);
  return existsSync(path) ? new Database(path, { readonly: true }) : null;
}
