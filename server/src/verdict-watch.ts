import type { DeploysReport, DeployVerdict, ServicesReport } from '@perf/profile';
import type { Question } from './query.js';
import type { QueryPool } from './query-pool.js';
import { dayMs } from './time.js';
import type { VersionPair } from './verdicts/compare-versions.js';
import type { VerdictFile } from './verdicts/verdict-file.js';

/** Versions that appeared before are left as they were found: nothing is added to their first hours any more. */
const watchedMs = 2 * dayMs;

/**
 * Compares each new version with the one before, again and again until its last look, and again where late windows changed
 * what it was made from. Works through the query threads, one question at a time, so that it takes turns with everybody.
 */
export class VerdictWatch {
  #round: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  /**
   * @param found hears of each verdict that is new.
   * @param failed hears of what kept one from being made; the others go on.
   */
  constructor(
    private readonly queries: QueryPool,
    private readonly file: VerdictFile,
    private readonly everyMs: number,
    private readonly found: (verdict: DeployVerdict) => void,
    private readonly failed: (error: Error) => void,
  ) {}

  /** Looks for the first time once the interval has passed: a server that starts has other work. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#look().catch((error: unknown) => this.failed(error as Error));
      void this.#round.then(() => this.#stopped || this.start());
    }, this.everyMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#round;
  }

  async #look(): Promise<void> {
    const nowMs = Date.now();
    const { services } = await this.#ask<ServicesReport>('services', { from: String(nowMs - watchedMs), until: 'now' });
    for (const { name } of services) {
      const { deploys } = await this.#ask<DeploysReport>('deploys', { service: name });
      for (const { env, version, previous, firstMs } of deploys) {
        if (this.#stopped) return;
        if (previous === null || firstMs < nowMs - watchedMs) continue;
        await this.#compare({ service: name, env, version, previous });
      }
    }
  }

  async #compare(pair: VersionPair): Promise<void> {
    try {
      const answer = await this.#ask<{ verdict: DeployVerdict; signature: string } | { same: true }>(
        'verdict-at-look',
        {
          ...pair,
          unless: this.file.signatureOf(pair),
        },
      );
      if ('same' in answer) return;
      this.file.put(answer.verdict, answer.signature);
      this.found(answer.verdict);
    } catch (error) {
      this.failed(
        new Error(`${pair.service} ${pair.version} was not compared with ${pair.previous}`, { cause: error }),
      );
    }
  }

  async #ask<Report>(name: Question['name'], search: Readonly<Record<string, string>>): Promise<Report> {
    const answer = await this.queries.ask({ name, search: new URLSearchParams(search).toString(), nowMs: Date.now() });
    if ('refusal' in answer) throw new Error(answer.refusal.detail);
    return JSON.parse(new TextDecoder().decode(answer.body)) as Report;
  }
}
