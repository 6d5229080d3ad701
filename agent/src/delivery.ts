import { say, sayOnce } from './log.js';
import type { Outcome, Post } from './post.js';
import type { Parcel } from './window.js';

/** What may wait: an hour of windows of a minute, as long as they are of ordinary size. */
const MOST_PARCELS = 60;
const MOST_BYTES = 8 * 1024 * 1024;

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
const LONGEST_WAIT_ASKED_MS = 10 * 60_000;

/** A drain pauses this long after a first failure, and gives up after the second. */
const DRAIN_PAUSE_MS = 100;
const DRAIN_FAILURES = 2;

/**
 * Parcels on their way to the server: a bounded queue, one request at a time.
 *
 * Invariant: a parcel leaves the queue when it was accepted, when it was rejected for good, or, as the oldest, to make
 * room. Nothing here keeps the process alive or throws.
 */
export class Delivery {
  readonly #post: Post;
  readonly #place: string;
  readonly #queue: Parcel[] = [];
  #running = false;
  #closed = false;
  #dropped = 0;
  #failures = 0;
  /** Ends the pause between two attempts. */
  #wake: (() => void) | undefined;
  #drains: { resolve: () => void; failuresLeft: number }[] = [];

  /** `place` is how messages name the server. */
  constructor(post: Post, place: string) {
    this.#post = post;
    this.#place = place;
  }

  add(parcel: Parcel): void {
    if (this.#closed) return;
    this.#queue.push(parcel);
    this.#makeRoom();
    void this.#run();
  }

  /** Parcels given up since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /**
   * Resolves when the queue is empty, or when the server does not take it now: one quick second chance, none if it asked
   * to wait. A pause is cut short, even one the server asked for: whoever drains may not be able to wait.
   */
  drain(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drains.push({ resolve, failuresLeft: DRAIN_FAILURES });
      this.#wake?.();
    });
  }

  /** Sends nothing any more. What is still queued is lost. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let parcel = this.#queue.shift(); parcel !== undefined && !this.#closed; parcel = this.#queue.shift()) {
      const outcome = await this.#post(parcel);
      if (outcome.kind === 'accepted' || outcome.kind === 'rejected') {
        this.#delivered(outcome);
      } else {
        // A window the server fails on must not hold up the ones behind it.
        if (outcome.kind === 'failed') this.#queue.push(parcel);
        else this.#queue.unshift(parcel);
        this.#makeRoom();
        await this.#pause(this.#failed(outcome));
      }
    }
    this.#running = false;
    this.#endDrains(() => true);
  }

  #delivered(outcome: Outcome & { kind: 'accepted' | 'rejected' }): void {
    if (outcome.kind === 'rejected') {
      this.#dropped++;
      sayOnce(`${this.#place} refuses this process's windows: ${outcome.reason}`);
    }
    if (this.#failures > 0) say(`delivering to ${this.#place} again`);
    this.#failures = 0;
  }

  /** Notes a failure and returns how long to wait. Full jitter: agents that failed together do not return together. */
  #failed(outcome: Outcome & { kind: 'failed' | 'unreachable' }): number {
    if (this.#failures === 0) {
      say(
        `cannot deliver to ${this.#place}: ${outcome.reason}; keeping up to ${MOST_PARCELS} windows and trying again`,
      );
    }
    const backoffMs = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.min(this.#failures++, 16));
    const askedMs = outcome.kind === 'failed' ? outcome.waitMs : undefined;
    this.#endDrains((drain) => --drain.failuresLeft <= 0 || askedMs !== undefined);
    if (this.#drains.length > 0) return DRAIN_PAUSE_MS;
    return Math.min(askedMs ?? 0, LONGEST_WAIT_ASKED_MS) + Math.random() * backoffMs;
  }

  #endDrains(ended: (drain: { failuresLeft: number }) => boolean): void {
    const drains = this.#drains;
    this.#drains = [];
    for (const drain of drains) {
      if (ended(drain)) drain.resolve();
      else this.#drains.push(drain);
    }
  }

  async #pause(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Drops the oldest while there is too much; the newest always stays. */
  #makeRoom(): void {
    let bytes = this.#queue.reduce((sum, parcel) => sum + parcel.body.length, 0);
    while (this.#queue.length > 1 && (this.#queue.length > MOST_PARCELS || bytes > MOST_BYTES)) {
      bytes -= this.#queue.shift()?.body.length ?? 0;
      this.#dropped++;
    }
  }
}
