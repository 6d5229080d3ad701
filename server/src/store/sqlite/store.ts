import { Worker } from 'node:worker_threads';
import { Refusal, refusalFrom } from '../../errors.js';
import type { Acceptance } from '../prepare.js';
import type { Expired, IncomingWindow, ProfileWriter, Receipt, Retention } from '../store.js';
import type { Kept } from './kept.js';
import type { WriterAnswer, WriterRequest } from './messages.js';

interface Waiting {
  readonly bytes: number;
  resolve(answer: WriterAnswer): void;
  reject(error: Error): void;
}

/** Omit that keeps the members of a union apart. */
type WithoutSeq<T> = T extends { seq: number } ? Omit<T, 'seq'> : never;

/** The writer's thread as its owner sees it: asks, and bounds what may wait there. */
export class SqliteWriterThread implements ProfileWriter {
  readonly #worker: Worker;
  readonly #acceptance: Acceptance;
  readonly #waiting = new Map<number, Waiting>();
  #waitingBytes = 0;
  #seq = 0;
  #mending: Promise<WriterAnswer> | null = null;
  /** Days whose block is damaged. */
  damagedDays: readonly string[] = [];
  /** What is still there of each day that was thinned. */
  thinned: ReadonlyMap<string, Kept> = new Map();
  #ended: Error | null = null;

  /** Resolves once the folder is open and its catalog up to date. Rejects where the folder cannot be used. */
  static async open(
    dataDir: string,
    acceptance: Acceptance,
    onTrouble: (error: string) => void = () => undefined,
  ): Promise<SqliteWriterThread> {
    const worker = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: { dataDir, acceptance } });
    const ready = await new Promise<WriterAnswer & { kind: 'ready' }>((resolve, reject) => {
      worker.once('message', (answer: WriterAnswer) => {
        if (answer.kind === 'ready') resolve(answer);
        else reject(new Error(answer.kind === 'unusable' ? answer.error : 'the writer did not start'));
      });
      worker.once('error', reject);
    });
    const thread = new SqliteWriterThread(worker, acceptance, onTrouble);
    thread.damagedDays = ready.damagedDays;
    thread.thinned = ready.thinned;
    for (const trouble of ready.troubles) onTrouble(trouble);
    return thread;
  }

  private constructor(
    worker: Worker,
    acceptance: Acceptance,
    /** Told of what is damaged, and of what went wrong in the background: nothing that was acknowledged is lost by it. */
    public onTrouble: (error: string) => void,
  ) {
    this.#worker = worker;
    this.#acceptance = acceptance;
    worker.on('message', (answer: WriterAnswer) => this.#settle(answer));
    worker.removeAllListeners('error');
    worker.on('error', (error: Error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('the writer has stopped')));
  }

  /** Windows and bytes accepted but not yet on disk. */
  get queue(): { windows: number; bytes: number } {
    return { windows: this.#waiting.size, bytes: this.#waitingBytes };
  }

  /** null while the writer is at work; afterwards the reason. */
  get ended(): Error | null {
    return this.#ended;
  }

  async append(window: IncomingWindow): Promise<Receipt> {
    const { queuedWindows, queuedBytes } = this.#acceptance.limits;
    const bytes = window.profiles.reduce((sum, profile) => sum + profile.length, 0);
    if (this.#waiting.size >= queuedWindows || (this.#waitingBytes > 0 && this.#waitingBytes + bytes > queuedBytes)) {
      throw new Refusal(429, 'More arrives than can be written. Send the same window again later.', 1);
    }
    const answer = await this.#ask({ kind: 'append', window }, bytes);
    if (answer.kind !== 'appended') throw unexpected(answer);
    return answer.receipt;
  }

  async expire(policy: Retention, nowMs: number): Promise<Expired> {
    const answer = await this.#ask({ kind: 'expire', policy, nowMs });
    if (answer.kind !== 'expired') throw unexpected(answer);
    return answer.expired;
  }

  /** Makes all rollups whose spans are over at `nowMs`. The writer does so by itself, whenever it has time. */
  async rollUp(nowMs: number): Promise<void> {
    const answer = await this.#ask({ kind: 'roll-up', nowMs });
    if (answer.kind !== 'rolled-up') throw unexpected(answer);
  }

  /** Looks for damage that can be mended beside what goes on: of the catalog. What it finds is told as trouble. */
  async mend(): Promise<void> {
    this.#mending ??= this.#ask({ kind: 'mend' });
    try {
      await this.#mending;
    } finally {
      this.#mending = null;
    }
  }

  async close(): Promise<void> {
    if (this.#ended !== null) return;
    await this.#ask({ kind: 'close' });
    await this.#worker.terminate();
  }

  #ask(request: WithoutSeq<WriterRequest>, bytes = 0): Promise<WriterAnswer> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    const seq = ++this.#seq;
    return new Promise((resolve, reject) => {
      this.#waiting.set(seq, { bytes, resolve, reject });
      this.#waitingBytes += bytes;
      this.#worker.postMessage({ ...request, seq });
    });
  }

  #settle(answer: WriterAnswer): void {
    if (answer.kind === 'trouble') this.onTrouble(answer.error);
    if (answer.kind === 'damaged') this.damagedDays = answer.days;
    if (answer.kind === 'thinned') this.thinned = answer.days;
    if (!('seq' in answer)) return;
    const waiting = this.#waiting.get(answer.seq);
    if (waiting === undefined) return;
    this.#waiting.delete(answer.seq);
    this.#waitingBytes -= waiting.bytes;
    if (answer.kind !== 'failed') waiting.resolve(answer);
    else waiting.reject(answer.refusal === null ? new Error(answer.error) : refusalFrom(answer.refusal));
  }

  #fail(error: Error): void {
    this.#ended ??= error;
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
    this.#waitingBytes = 0;
  }
}

function unexpected(answer: WriterAnswer): Error {
  return new Error(`the writer answered ${answer.kind} to another question`);
}
