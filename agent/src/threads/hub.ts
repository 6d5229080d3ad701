import diagnosticsChannel from 'node:diagnostics_channel';
import { setEnvironmentData, type Worker } from 'node:worker_threads';
import type { Config } from '../config.js';
import { Inbox } from './inbox.js';
import { ADDRESS, type Message, openLine, type Settings } from './line.js';
import type { Threads } from './threads.js';

/** The main thread's end of the line to its worker threads. */
export interface Hub extends Threads {
  /** Has all threads stop profiling. */
  close(): void;
}

/** A thread answers between two of its own turns. One that takes longer is blocked. */
const PATIENCE_MS = 500;
const PATIENCE_AT_EXIT_MS = 500;
/** Answers missed in a row before a thread is not waited for any more. What it says later is taken all the same. */
const MOST_MISSED = 2;

/** Distinct names of threads, so that a service that names each one for its job does not make a label of each job. */
const MOST_NAMES = 64;

/** Where Node tells of every worker this thread starts, as `{ worker }`. */
const STARTED = 'worker_threads';

/** Has new threads rest, where the main thread is not profiled either. */
export function tellThreadsToRest(config: Config): void {
  publish(settingsOf({ ...config, enabled: false }, false));
}

/**
 * Begins to listen to threads that run this agent, now and later. `flush` is done for a thread that asks for it.
 *
 * What a thread saw goes into the main thread's windows: a process is one instance, however many threads it has.
 */
export function openHub(config: Config, flush: () => Promise<void>): Hub {
  /** Threads that are there, with the answers they have missed in a row. */
  const missed = new Map<number, number>();
  const names = new Set<string>();
  const inbox = new Inbox();
  let hadThreads = false;
  let round = 0;
  let waiting: { readonly missing: Set<number>; readonly end: () => void } | undefined;

  const line = openLine((message: Message) => {
    if (message.kind === 'hello') {
      hadThreads = true;
      missed.set(message.threadId, 0);
    } else if (message.kind === 'observed') {
      hadThreads = true;
      const { threadId, thread } = message.observation;
      if (message.last) missed.delete(threadId);
      else missed.set(threadId, 0);
      inbox.add(message.observation);
      boundNames(thread);
      if (message.last || message.round === round) heard(threadId);
    } else if (message.kind === 'flush') {
      const { threadId, ticket } = message;
      void flush().then(() => line.send({ kind: 'flushed', threadId, ticket }));
    }
  });

  // A terminated thread says nothing: its end is known at once where this thread has started it.
  const onStarted = (message: unknown) => {
    const { worker } = message as { worker: Worker };
    const { threadId } = worker;
    const gone = () => {
      missed.delete(threadId);
      heard(threadId);
    };
    // In the next turn: its last words, if it had any, come before.
    worker.once('exit', () => setImmediate(gone));
  };
  diagnosticsChannel.subscribe(STARTED, onStarted);

  const heard = (threadId: number) => {
    waiting?.missing.delete(threadId);
    if (waiting?.missing.size === 0) waiting.end();
  };
  const boundNames = (name: string | undefined) => {
    if (name === undefined || names.size > MOST_NAMES) return;
    names.add(name);
    if (names.size > MOST_NAMES) publish(settingsOf(config, false));
  };

  publish(settingsOf(config, true));
  line.send({ kind: 'start', settings: settingsOf(config, true) });
  return {
    name: () => (hadThreads ? 'main' : undefined),
    take: () => inbox.take(),
    gather() {
      waiting?.end();
      if (missed.size === 0) return Promise.resolve();
      round++;
      const missing = new Set(missed.keys());
      return new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          waiting = undefined;
          resolve();
        };
        const timer = setTimeout(() => {
          for (const threadId of missing) {
            const times = (missed.get(threadId) ?? 0) + 1;
            if (times >= MOST_MISSED) missed.delete(threadId);
            else missed.set(threadId, times);
          }
          end();
        }, PATIENCE_MS).unref();
        waiting = { missing, end };
        line.send({ kind: 'collect', round });
      });
    },
    gatherSync() {
      if (missed.size === 0) return;
      round++;
      const missing = new Set(missed.keys());
      waiting = { missing, end() {} };
      line.send({ kind: 'collect', round });
      line.receiveUntil(() => missing.size === 0, PATIENCE_AT_EXIT_MS);
      waiting = undefined;
    },
    close() {
      waiting?.end();
      diagnosticsChannel.unsubscribe(STARTED, onStarted);
      tellThreadsToRest(config);
      line.send({ kind: 'stop' });
      line.close();
    },
  };
}

/** Threads that are started from now on find these. */
function publish(settings: Settings): void {
  setEnvironmentData(ADDRESS, settings);
}

function settingsOf(config: Config, named: boolean): Settings {
  return { config: { ...config, serverUrl: '', apiKey: undefined }, named };
}
