import type { DeploysReport, DeployVerdict, ServicesReport } from '@perf/profile';
import type { Question } from './query.js';
import type { QueryPool } from './query-pool.js';
import { dayMs } from './time.js';
import type { VersionPair } from './verdicts/compare-versions.js';
import { isDamage, type VerdictFile } from './verdicts/verdict-file.js';

/** Versions that appeared before are left as they were found: nothing is added to their first hours any more. */
const watchedMs = 2 * dayMs;

export interface WatchOptions {
  readonly queries: QueryPool;
  /** Opens the file that verdicts are kept in, when it is first needed and after it was found to be damaged. */
  readonly open: () => VerdictFile;
  readonly everyMs: number;
  /** How long verdicts are kept: as long as what they were made from. */
  readonly keptMs: number;
  /** Hears of each verdict that is new. */
  readonly found: (verdict: DeployVerdict) => void;
  /** Hears of what kept one from being made; the others go on. */
  readonly failed: (error: Error) => void;
}

/**
 * Compares each new version with the one before, again and again until its last look, and again where late windows changed
 * what it was made from. Works through the query threads, one question at a time, so that it takes turns with everybody.
 */
export class VerdictWatch {
  #file: VerdictFile | null = null;
  #round: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(private readonly options: WatchOptions) {}

  /** Looks for the first time once the interval has passed: a server that starts has other work. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#look().catch((error: unknown) => this.#fail(error, error as Error));
      void this.#round.then(() => this.#stopped || this.start());
    }, this.options.everyMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#round;
    this.#file?.close();
  }

  async #look(): Promise<void> {
    this.#file ??= this.options.open();
    const nowMs = Date.now();
    this.#file.expire(nowMs - this.options.keptMs);
    const { services } = await this.#ask<ServicesReport>('services', { from: String(nowMs - watchedMs), until: 'now' });
    for (const { name } of services) {
      const { deploys } = await this.#ask<DeploysReport>('deploys', { service: name });
      for (const { env, version, previous, firstMs } of deploys) {
        if (this.#stopped || this.#file === null) return;
        if (previous === null || firstMs < nowMs - watchedMs) continue;
        await this.#compare({ service: name, env, version, previous }, this.#file);
      }
    }
  }

  async #compare(pair: VersionPair, file: VerdictFile): Promise<void> {
    try {
      const unless = file.signatureOf(pair);
      const answer = await this.#ask<{ verdict: DeployVerdict; signature: string } | { same: true }>(
        'verdict-at-look',
        { ...pair, unless },
      );
      if ('same' in answer) return;
      // First: what was told is told once, however often it is found, and what was put is not found again.
      this.options.found(answer.verdict);
      file.put(answer.verdict, answer.signature);
    } catch (error) {
      const { service, version, previous } = pair;
      this.#fail(error, new Error(`${service} ${version} was not compared with ${previous}`, { cause: error }));
    }
  }

  /** A file that is damaged is opened anew in the next round, which sets it aside. */
  #fail(cause: unknown, error: Error): void {
    if (isDamage(cause)) {
      this.#file?.close();
      this.#file = null;
    }
    this.options.failed(error);
  }

  async #ask<Report>(name: Question['name'], search: Readonly<Record<string, string>>): Promise<Report> {
    const { queries } = this.options;
    const answer = await queries.ask({ name, search: new URLSearchParams(search).toString(), nowMs: Date.now() });
    if ('refusal' in answer) throw new Error(answer.refusal.detail);
    return JSON.parse(new TextDecoder().decode(answer.body)) as Report;
  }
}
