import { Piscina } from 'piscina';
import { Refusal } from './errors.js';
import type { Limits } from './limits.js';
import type { Answer, Question } from './query.js';

/** Answers questions on threads of its own: bounded in number, in queue and in time. */
export class QueryPool {
  readonly #pool: Piscina<Question, Answer>;
  readonly #limits: Limits;

  constructor(dataDir: string, threads: number, limits: Limits) {
    this.#limits = limits;
    this.#pool = new Piscina({
      filename: new URL('./query-thread.js', import.meta.url).href,
      workerData: { dataDir, limits },
      minThreads: 1,
      maxThreads: threads,
      maxQueue: limits.queuedQueries,
      idleTimeout: 60_000,
    });
  }

  get queued(): number {
    return this.#pool.queueSize;
  }

  /** A question over its time costs its thread, and nobody else's. */
  async ask(question: Question): Promise<Answer> {
    const timeout = AbortSignal.timeout(this.#limits.queryMs);
    try {
      return await this.#pool.run(question, { signal: timeout });
    } catch (error) {
      if (timeout.aborted) {
        const seconds = this.#limits.queryMs / 1_000;
        throw new Refusal(503, `The answer took longer than ${seconds} s: ask for a shorter range.`, 10);
      }
      if (error instanceof Error && /task queue/i.test(error.message)) {
        throw new Refusal(429, 'More is asked than can be answered. Ask again later.', 1);
      }
      throw error;
    }
  }

  /** Ends at once: by now every question is answered, or nobody waits for it any more. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
