/** The writer's thread: collects what arrives while a commit runs, and commits that as the next group. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { refusalOf } from '../../errors.js';
import type { Acceptance } from '../prepare.js';
import type { IncomingWindow } from '../store.js';
import type { WriterAnswer, WriterRequest } from './messages.js';
import { SqliteWriter } from './writer.js';

/** Most windows of one commit: the first of a group waits until the last is decoded. */
const groupWindows = 16;

/** How long rollups are made or days thinned at a time, and how long after there were none they are looked for again. */
const workMs = 30;
const idleMs = 2_000;

const port = parentPort;
if (port === null) throw new Error('writer-thread runs as a worker thread');
const { dataDir, acceptance } = workerData as { dataDir: string; acceptance: Acceptance };

const answer = (message: WriterAnswer): void => port.postMessage(message);
const failed = (seq: number, error: unknown): void => {
  const refusal = refusalOf(error);
  answer({ kind: 'failed', seq, refusal, error: textOf(error) });
};

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** What is told before the writer is ready goes with its being ready. */
const troubles: string[] = [];
let tell = (trouble: string): void => void troubles.push(trouble);

function open(): SqliteWriter | null {
  try {
    return new SqliteWriter(dataDir, acceptance, (trouble) => tell(trouble));
  } catch (error) {
    answer({ kind: 'unusable', error: error instanceof Error ? error.message : String(error) });
    return null;
  }
}

function serve(writer: SqliteWriter, messages: MessagePort): void {
  let queue: { seq: number; window: IncomingWindow }[] = [];

  const drain = (): void => {
    const group = queue.slice(0, groupWindows);
    queue = queue.slice(groupWindows);
    const outcomes = writer.append(group.map(({ window }) => window));
    for (const [index, outcome] of outcomes.entries()) {
      const { seq } = group[index] as { seq: number };
      if ('receipt' in outcome) answer({ kind: 'appended', seq, receipt: outcome.receipt });
      else failed(seq, outcome.error);
    }
    if (queue.length > 0) setImmediate(drain);
  };

  messages.on('message', (request: WriterRequest) => {
    if (request.kind === 'append') {
      queue.push({ seq: request.seq, window: request.window });
      if (queue.length === 1) setImmediate(drain);
      return;
    }
    try {
      // Whatever was asked before must be done before.
      while (queue.length > 0) drain();
      if (request.kind === 'expire') {
        const expired = writer.expire(request.policy, request.nowMs);
        answer({ kind: 'thinned', days: writer.thinned });
        answer({ kind: 'expired', seq: request.seq, expired });
      } else if (request.kind === 'roll-up') {
        while (writer.rollUp(request.nowMs, Number.POSITIVE_INFINITY));
        answer({ kind: 'rolled-up', seq: request.seq });
      } else if (request.kind === 'mend') {
        writer.mend();
        answer({ kind: 'mended', seq: request.seq });
      } else {
        clearTimeout(working);
        writer.close();
        answer({ kind: 'closed', seq: request.seq });
        messages.close();
      }
    } catch (error) {
      failed(request.seq, error);
    }
  });
  answer({ kind: 'ready', troubles, damagedDays: writer.damagedDays, thinned: writer.thinned });
  tell = (error) => {
    answer({ kind: 'trouble', error });
    answer({ kind: 'damaged', days: writer.damagedDays });
  };

  /**
   * What is made beside takes turns with what arrives: a tenth of the time at most while windows wait, else half of it. Neither
   * kind waits until the other is done: where old windows keep arriving, there are always rollups to be made.
   */
  let kinds = [rollUp, thin];
  const work = (): void => {
    const more = kinds.some((make) => make(writer));
    kinds = kinds.toReversed();
    const pauseMs = queue.length > 0 ? 9 * workMs : workMs;
    working = setTimeout(work, more ? pauseMs : idleMs);
  };
  let working = setTimeout(work, idleMs);
}

/** Whether there may be more to be made soon. */
function rollUp(writer: SqliteWriter): boolean {
  try {
    return writer.rollUp(Date.now(), workMs);
  } catch (error) {
    answer({ kind: 'trouble', error: `a rollup was not made: ${textOf(error)}` });
    // What is damaged is left out; anything else, such as a full disk, takes time.
    return error instanceof RangeError;
  }
}

/** The same for thinning. A day that fails is left until the next plan. */
function thin(writer: SqliteWriter): boolean {
  const before = writer.thinned;
  try {
    return writer.thin(workMs);
  } catch (error) {
    answer({ kind: 'trouble', error: `a day was not thinned: ${textOf(error)}` });
    return true;
  } finally {
    if (writer.thinned !== before) answer({ kind: 'thinned', days: writer.thinned });
  }
}

const writer = open();
if (writer !== null) serve(writer, port);
