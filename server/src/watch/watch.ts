import type { DeployVerdict, ServicesReport } from '@perf/profile';
import type { Alert } from '@perf/profile/alert.js';
import type { QueryPool } from '../query-pool.js';
import { isDamage } from '../verdicts/open-file.js';
import type { VerdictFile } from '../verdicts/verdict-file.js';
import { type Ask, askOf } from './ask.js';
import { watchChanges } from './changes.js';
import { watchDeploys } from './deploys.js';
import { watchLeaks } from './leaks.js';
import { type Round, watchedMs } from './round.js';
import { Turns } from './turns.js';

export interface WatchOptions {
  readonly queries: QueryPool;
  /** Opens the file that findings are kept in, when it is first needed and after it was found to be damaged. */
  readonly open: () => VerdictFile;
  /** How long a round is after the one before. */
  readonly everyMs: number;
  /** How long findings are kept: as long as what they were made from. */
  readonly keptMs: number;
  /** Hears of each verdict that is new. */
  readonly found: (verdict: DeployVerdict) => void;
  /** Hears of what somebody should hear of, once; after a crash perhaps again, with the same id. */
  readonly alert: (alerts: readonly Alert[]) => void;
  /** Hears of what kept something from being found; everything else goes on. */
  readonly failed: (error: Error) => void;
}

/** In every so many rounds: with one a minute, deploys each minute, heaps every ten, changes every hour. */
const tasks: readonly { readonly everyRounds: number; readonly run: (round: Round) => Promise<void> }[] = [
  { everyRounds: 1, run: watchDeploys },
  { everyRounds: 10, run: watchLeaks },
  { everyRounds: 60, run: watchChanges },
];

/**
 * Finds in the background what nobody asked for: what a deploy made worse, what leaks, what changed without a deploy. Works
 * through the query threads, one question at a time, so that it takes turns with everybody.
 */
export class Watch {
  readonly #ask: Ask;
  #file: VerdictFile | null = null;
  readonly #turns: Turns;
  #turn = 0;

  constructor(private readonly options: WatchOptions) {
    this.#ask = askOf(options.queries);
    this.#turns = new Turns(options.everyMs, () =>
      this.#look().catch((error: unknown) => this.#fail(error, error as Error)),
    );
  }

  start(): void {
    this.#turns.start();
  }

  async stop(): Promise<void> {
    await this.#turns.stop();
    this.#file?.close();
  }

  async #look(): Promise<void> {
    this.#file ??= this.options.open();
    const file = this.#file;
    const nowMs = Date.now();
    file.expire(nowMs - this.options.keptMs);
    const { services } = await this.#ask<ServicesReport>('services', { from: String(nowMs - watchedMs), until: 'now' });
    const { found, alert } = this.options;
    const round: Round = {
      ...{ nowMs, file, services, ask: this.#ask, found },
      alert: (alerts) => alerts.length > 0 && alert(alerts),
      attempt: async (failure, work) => {
        if (this.#turns.stopped || this.#file === null) return;
        await work().catch((error: unknown) => this.#fail(error, new Error(failure, { cause: error })));
      },
    };
    const turn = this.#turn++;
    for (const { everyRounds, run } of tasks) {
      if (turn % everyRounds === 0) await round.attempt('a round was not finished', () => run(round));
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
}
