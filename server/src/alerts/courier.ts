import type { AlertStore, Waiting } from './alert-store.js';
import { messageOf } from './message.js';
import { nextStep } from './next-step.js';
import { type Said, send } from './send.js';
import type { Webhook } from './webhook.js';

/** Where the disk takes nothing, what was done is written down later. */
const storeRetryMs = 10_000;
const longestWaitMs = 3_600_000;

export interface CourierOptions {
  readonly webhook: Webhook;
  readonly store: AlertStore;
  readonly publicUrl: string;
  /** Ends an attempt that is under way, which then counts as none. */
  readonly stop: AbortSignal;
  /** Hears of each alert that was delivered or given up. */
  readonly settled: (webhook: Webhook, state: 'delivered' | 'failed', error: string | null) => void;
  /** Hears of what keeps it from its work. It goes on as soon as it can. */
  readonly failed: (error: Error) => void;
}

/** Brings alerts to one webhook: one at a time, in their order, again and again until they are delivered or given up. */
export class Courier {
  #wake: () => void = () => {};
  #isStopping = false;
  #working: Promise<void> = Promise.resolve();

  constructor(private readonly options: CourierOptions) {}

  start(): void {
    this.#working = this.#work();
  }

  /** Something may be due. */
  wake(): void {
    this.#wake();
  }

  /** Resolves once the attempt under way has ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.wake();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { store, webhook, failed } = this.options;
    while (!this.#isStopping) {
      try {
        const next = store.next(webhook.name, Date.now());
        const waitMs = next === null ? longestWaitMs : next.dueMs - Date.now();
        if (next === null || waitMs > 0) await this.#wait(waitMs);
        else await this.#attempt(next);
      } catch (error) {
        failed(error as Error);
        await this.#wait(storeRetryMs);
      }
    }
  }

  async #attempt(waiting: Waiting): Promise<void> {
    const { webhook, publicUrl, stop } = this.options;
    const said = await send(messageOf(waiting.alert, publicUrl), webhook, Date.now(), stop);
    // Tried again after the next start.
    if (said.status === null && stop.aborted) return;
    await this.#settle(waiting, said);
  }

  /** Comes back to nothing else before it is written down: what was delivered is not to be delivered again. */
  async #settle(waiting: Waiting, said: Said): Promise<void> {
    const { store, webhook, settled, failed } = this.options;
    const nowMs = Date.now();
    const step = nextStep(said, { attempts: waiting.attempts + 1, toldMs: waiting.toldMs }, nowMs, Math.random());
    for (;;) {
      try {
        store.attempted(waiting, said.status, step, nowMs);
        break;
      } catch (error) {
        failed(error as Error);
        if (this.#isStopping) return;
        await this.#wait(storeRetryMs);
      }
    }
    if (step.state !== 'pending') settled(webhook, step.state, step.state === 'failed' ? step.error : null);
  }

  /** Until then, or until it is woken. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, longestWaitMs));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#isStopping) this.#wake();
    });
  }
}
