import type {
  ChangesLook,
  ChangesReport,
  DeployVerdict,
  Leak,
  LeaksReport,
  LeakTest,
  ShareChange,
} from '@perf/profile';
import Database from 'better-sqlite3';
import { Refusal } from '../errors.js';
import { fileName, openForReading } from './open-file.js';

/** All where absent. */
export interface Of {
  readonly service?: string | undefined;
  readonly env?: string | undefined;
}

const wanted = '(@service IS NULL OR service = @service) AND (@env IS NULL OR env = @env)';

/**
 * What was found in the background, for those who only read; nothing as long as nothing was. Each method throws the
 * refusal to ask again where the file is damaged.
 */
export class VerdictReader {
  #db: Database.Database | null = null;

  constructor(private readonly dataDir: string) {}

  /** The newest first. */
  verdicts(of: Of): DeployVerdict[] {
    return this.#read(`SELECT verdict FROM verdict WHERE ${wanted} ORDER BY made_ms DESC`, of);
  }

  /** Those that go on by when they fill a heap, then those that ended, the last one first. */
  leaks(of: Of): LeaksReport {
    const leaks = this.#read<Leak>(`SELECT leak FROM leak WHERE ${wanted}`, of);
    const tested = this.#read<LeakTest>(`SELECT look FROM look WHERE kind = 'leaks' AND ${wanted}`, of);
    const forever = Number.MAX_VALUE;
    const orders = [
      (leak: Leak) => -(leak.endedMs ?? forever),
      (leak: Leak) => leak.msToLimit?.value ?? forever,
      (leak: Leak) => -leak.bytesPerHour.value,
    ];
    leaks.sort((a, b) => orders.reduce((sign, order) => sign || order(a) - order(b), 0));
    return { leaks, tested };
  }

  /** The newest first, and within one time the best evidence. */
  changes(of: Of): ChangesReport {
    const changes = this.#read<ShareChange>(`SELECT change FROM change WHERE ${wanted} ORDER BY at_ms DESC`, of);
    const looked = this.#read<ChangesLook>(`SELECT look FROM look WHERE kind = 'changes' AND ${wanted}`, of);
    changes.sort((a, b) => b.afterRange.fromMs - a.afterRange.fromMs || a.p - b.p);
    return { changes, looked };
  }

  #read<Kept>(sql: string, { service = null, env = null }: { service?: string | null; env?: string | null }): Kept[] {
    try {
      this.#db ??= openForReading(this.dataDir);
      const texts = this.#db?.prepare(sql).pluck().all({ service, env }) as string[] | undefined;
      return (texts ?? []).map((text) => JSON.parse(text) as Kept);
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
