import { say, sayOnce } from './log.js';
import type { Outcome, Post } from './post.js';
import type { Spool } from './spool.js';
import type { SpoolFile } from './spoolfile.js';
import type { Parcel } from './window.js';

/** What may wait in memory, where it cannot on disk: an hour of windows of a minute, if they are of ordinary size. */
const MOST_PARCELS = 60;
const MOST_BYTES = 8 * 1024 * 1024;

/** A window that was not taken this long after its end goes to the disk. Most are taken sooner, and never touch it. */
const GRACE_MS = 250;

/** What others left behind is looked for once the host has started. */
const FIRST_LOOK_MS = 500;

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
const LONGEST_WAIT_ASKED_MS = 10 * 60_000;

/** A drain pauses this long after a first failure, and gives up after the second. */
const DRAIN_PAUSE_MS = 100;
const DRAIN_FAILURES = 2;

interface Item {
  readonly parcel: Parcel;
  /** Where it is on disk, if it is. */
  file: SpoolFile | undefined;
  /** Settles when it is on disk, or cannot be. */
  saving: Promise<void> | undefined;
}

/**
 * Parcels on their way to the server, one request at a time: new ones from memory, and then, oldest first, what waits
 * on disk, whoever left it there.
 *
 * Invariant: a parcel is in memory or on disk until it was accepted, was rejected for good, or had to make room. Nothing
 * here keeps the process alive or throws. After a failure nothing is sent for a while, and then one parcel, to see.
 */
export class Delivery {
  readonly #post: Post;
  readonly #spool: Spool;
  readonly #place: string;
  /** In memory and not under way, oldest first. */
  #fresh: Item[] = [];
  /** Under way. */
  #current: Item | undefined;
  /** Ids of this process's parcels that have not arrived. */
  readonly #own = new Set<string>();
  /** Ids of parcels the server has failed on since all others were tried. */
  readonly #tried = new Set<string>();
  readonly #firstLook: NodeJS.Timeout;
  #running = false;
  #closed = false;
  #dropped = 0;
  #failures = 0;
  /** Ends the pause between two attempts. */
  #wake: (() => void) | undefined;
  #drains: { resolve: () => void; failuresLeft: number }[] = [];

  /** `place` is how messages name the server. */
  constructor(post: Post, spool: Spool, place: string) {
    this.#post = post;
    this.#spool = spool;
    this.#place = place;
    this.#firstLook = setTimeout(() => void this.#run(), FIRST_LOOK_MS).unref();
  }

  /** Takes a parcel and sends it. */
  add(parcel: Parcel): void {
    if (this.#closed) return;
    const item = this.keep(parcel);
    if (this.#failures > 0) void this.#save(item);
    else setTimeout(() => void this.#save(item), GRACE_MS).unref();
    void this.#run();
  }

  /** Takes a parcel, and leaves the rest to `rescue`. */
  keep(parcel: Parcel): Item {
    const item: Item = { parcel, file: undefined, saving: undefined };
    this.#own.add(parcel.id);
    this.#fresh.push(item);
    this.#makeRoom();
    return item;
  }

  /** Parcels given up since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped + this.#spool.takeDropped();
    this.#dropped = 0;
    return dropped;
  }

  /**
   * Resolves when all parcels of this process have arrived, or wait on disk because the server does not take them now: it
   * has one quick second chance, none if it asked to wait. A pause is cut short, even one the server asked for: whoever drains may not be
   * able to wait.
   */
  drain(): Promise<void> {
    if (this.#own.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drains.push({ resolve, failuresLeft: DRAIN_FAILURES });
      this.#wake?.();
      void this.#run();
    });
  }

  /** Brings what is in memory to the disk, on the spot, and gives back what was claimed there. */
  rescue(): void {
    this.#saveSync();
    this.#spool.releaseAllSync();
  }

  /** Like `rescue`, and if all went well so far, one attempt to send that by `post`, which returns what is settled. */
  sendOnTheSpot(post: (parcels: Parcel[]) => Parcel[]): void {
    const items = this.#saveSync();
    if (items.length > 0 && this.#failures === 0) {
      const settled = new Set(post(items.map(({ parcel }) => parcel)).map(({ id }) => id));
      for (const { parcel, file } of items) {
        if (file !== undefined && settled.has(parcel.id)) this.#spool.removeSync(file);
      }
    }
    this.#spool.releaseAllSync();
  }

  /** Sends nothing any more. What has not arrived waits on disk. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#firstLook);
    this.rescue();
    this.#wake?.();
  }

  /** Returns what was in memory, on disk now and claimed, as far as that is possible. */
  #saveSync(): Item[] {
    const items = this.#current === undefined ? this.#fresh : [this.#current, ...this.#fresh];
    for (const item of items) item.file ??= this.#spool.putSync(item.parcel);
    this.#fresh = this.#fresh.filter(({ file }) => file === undefined);
    return items;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (!this.#closed) {
      const item = await this.#next();
      if (item !== undefined) await this.#send(item);
      else if (this.#fresh.length === 0) break;
    }
    this.#running = false;
    this.#own.clear();
    this.#endDrains(() => true);
  }

  async #send(item: Item): Promise<void> {
    this.#current = item;
    const outcome = await this.#post(item.parcel);
    await item.saving;
    this.#current = undefined;
    if (outcome.kind === 'accepted' || outcome.kind === 'rejected') {
      this.#settled(item.parcel, outcome);
      if (item.file !== undefined) await this.#spool.remove(item.file);
      return;
    }
    // A window the server fails on must not hold up the ones behind it.
    if (outcome.kind === 'failed') this.#tried.add(item.parcel.id);
    if (item.file !== undefined) await this.#spool.release(item.file);
    else if (outcome.kind === 'failed') this.#fresh.push(item);
    else this.#fresh.unshift(item);
    await Promise.all(this.#fresh.map((waiting) => this.#save(waiting)));
    this.#makeRoom();
    await this.#pause(this.#failed(outcome));
  }

  /** What to send next. */
  async #next(): Promise<Item | undefined> {
    for (let item = this.#fresh.shift(); item !== undefined; item = this.#fresh.shift()) {
      await item.saving;
      if (item.file === undefined) return item;
    }
    const claimed = (await this.#nextOwn()) ?? (await this.#nextOfAll());
    return claimed && { parcel: claimed.parcel, file: claimed.file, saving: undefined };
  }

  /** Who drains waits for this process's parcels only. */
  async #nextOwn() {
    if (this.#drains.length === 0) return undefined;
    const others = (id: string) => !this.#own.has(id);
    const claimed =
      (await this.#spool.claimOldest((id) => others(id) || this.#tried.has(id))) ??
      (await this.#spool.claimOldest(others));
    if (claimed === undefined && this.#fresh.length === 0) {
      this.#own.clear();
      this.#endDrains(() => true);
    }
    return claimed;
  }

  async #nextOfAll() {
    const claimed = await this.#spool.claimOldest((id) => this.#tried.has(id));
    if (claimed !== undefined || this.#tried.size === 0) return claimed;
    this.#tried.clear();
    return this.#spool.claimOldest(() => false);
  }

  /** Writes a parcel to the disk, if it still waits or is under way; it stays in memory where that is not possible. */
  #save(item: Item): Promise<void> {
    const current = item === this.#current;
    if (!current && !this.#fresh.includes(item)) return Promise.resolve();
    item.saving ??= this.#spool.put(item.parcel, current ? 'claimed' : 'free').then((file) => {
      item.file = file;
      item.saving = undefined;
      if (file !== undefined) this.#fresh = this.#fresh.filter((waiting) => waiting !== item);
    });
    return item.saving;
  }

  #settled({ id }: Parcel, outcome: Outcome & { kind: 'accepted' | 'rejected' }): void {
    this.#own.delete(id);
    this.#tried.delete(id);
    if (outcome.kind === 'rejected') {
      this.#dropped++;
      sayOnce(`${this.#place} refuses this process's windows: ${outcome.reason}`);
    }
    if (this.#failures > 0) say(`delivering to ${this.#place} again`);
    this.#failures = 0;
    if (this.#own.size === 0) this.#endDrains(() => true);
  }

  /** Notes a failure and returns how long to wait. Full jitter: agents that failed together do not return together. */
  #failed(outcome: Outcome & { kind: 'failed' | 'unreachable' }): number {
    if (this.#failures === 0) {
      say(`cannot deliver to ${this.#place}: ${outcome.reason}; keeping windows and trying again`);
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
    if (this.#closed) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Drops the oldest while there is too much in memory; the newest always stays. */
  #makeRoom(): void {
    let bytes = this.#fresh.reduce((sum, { parcel }) => sum + parcel.body.length, 0);
    while (this.#fresh.length > 1 && (this.#fresh.length > MOST_PARCELS || bytes > MOST_BYTES)) {
      const oldest = this.#fresh.shift()?.parcel;
      bytes -= oldest?.body.length ?? 0;
      this.#own.delete(oldest?.id ?? '');
      this.#dropped++;
    }
  }
}
