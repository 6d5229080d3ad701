import { Piscina } from 'piscina';
import { Refusal } from './errors.js';
import type { Limits } from './limits.js';
import type { Answer, Question } from './query.js';

/**
 * Answers questions on threads of its own: bounded in number, in queue and in time. The queue is here because Piscina
 * neither bounds nor keeps in order the tasks that can be aborted.
 */
export class QueryPool {
  readonly #pool: Piscina<Question, Answer>;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(
    dataDir: string,
    readonly threads: number,
    readonly limits: Limits,
  ) {
    this.#pool = new Piscina({
      filename: new URL('./query-thread.js', import.meta.url).href,
      workerData: { dataDir, limits },
      minThreads: 1,
      maxThreads: threads,
      idleTimeout: 60_000,
    });
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /** First come, first served. A question over its time, waiting included, costs its thread and nobody else's. */
  async ask(question: Question): Promise<Answer> {
    const timeout = AbortSignal.timeout(this.limits.queryMs);
    await this.#turn();
    try {
      return await this.#pool.run(question, { signal: timeout });
    } catch (error) {
      if (!timeout.aborted) throw error;
      const seconds = this.limits.queryMs / 1_000;
      throw new Refusal(503, `The answer took longer than ${seconds} s: ask for a shorter range.`, 10);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  /** Ends at once: by now every question is answered, or nobody waits for it any more. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #turn(): Promise<void> {
    if (this.#running < this.threads) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.limits.queuedQueries) {
      throw new Refusal(429, 'More is asked than can be answered. Ask again later.', 1);
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
