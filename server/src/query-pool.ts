import { Piscina } from 'piscina';
import { Refusal } from './errors.js';
import type { Limits } from './limits.js';
import type { QueryCall } from './query/call.js';
import { queryCalls } from './query/calls.js';
import type { Answer, Question } from './query.js';
import { QueryDesk } from './query-desk.js';

/**
 * Answers questions on threads of its own: bounded in number, in queue and in time. Each thread is a pool of one, so that
 * questions about one selection can go to the thread that remembers it; which one is decided here (query-desk.ts).
 */
export class QueryPool {
  readonly #threads: readonly Piscina<Question, Answer>[];
  readonly #desk: QueryDesk;

  constructor(
    dataDir: string,
    readonly threads: number,
    readonly limits: Limits,
  ) {
    this.#desk = new QueryDesk(threads);
    this.#threads = Array.from(
      { length: threads },
      (_, thread) =>
        new Piscina({
          filename: new URL('./query-thread.js', import.meta.url).href,
          workerData: { dataDir, limits },
          minThreads: thread === 0 ? 1 : 0,
          maxThreads: 1,
          idleTimeout: 60_000,
        }),
    );
  }

  get queued(): number {
    return this.#desk.waiting;
  }

  /** A question over its time, waiting included, costs its thread and nobody else's. */
  async ask(question: Question): Promise<Answer> {
    if (this.#desk.waiting >= this.limits.queuedQueries) {
      throw new Refusal(429, 'More is asked than can be answered. Ask again later.', 1);
    }
    const timeout = AbortSignal.timeout(this.limits.queryMs);
    const thread = await this.#desk.take(subjectOf(question));
    try {
      return await (this.#threads[thread] as Piscina<Question, Answer>).run(question, { signal: timeout });
    } catch (error) {
      if (!timeout.aborted) throw error;
      const seconds = this.limits.queryMs / 1_000;
      throw new Refusal(503, `The answer took longer than ${seconds} s: ask for a shorter range.`, 10);
    } finally {
      this.#desk.give(thread);
    }
  }

  /** Ends at once: by now every question is answered, or nobody waits for it any more. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.destroy()));
  }
}

/** What a selection is made of. */
const SELECTING = ['query', 'base', 'comparison', 'from', 'until', 'baseFrom', 'baseUntil'];

const withTree = new Set<string>(
  Object.entries<QueryCall>(queryCalls)
    .filter(([, call]) => call.needsTree === true)
    .map(([name]) => name),
);

/** Equal for calls that need the same call trees, empty for those that need none, and for pages, which need many. */
function subjectOf({ name, search }: Question): string {
  if (!withTree.has(name)) return '';
  const params = new URLSearchParams(search);
  return JSON.stringify(SELECTING.map((one) => params.get(one)));
}
