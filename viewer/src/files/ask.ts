/** The page's end of the worker. */
import { type ask, problemOf } from '../api.js';
import type { FromWorker, ToWorker } from './messages.js';
import { openedFiles } from './opened.js';

interface Waiting {
  readonly resolve: (report: never) => void;
  readonly reject: (problem: unknown) => void;
}

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();
/** What the worker has, so that each file is sent to it once. */
const sent = new Map<string, File>();

/** As `ask` of api.ts, of open files; nothing leaves the browser. */
export const askFiles: typeof ask = (path, signal) => {
  worker ??= startWorker();
  for (const [name, file] of openedFiles()) {
    if (sent.get(name) === file) continue;
    post({ kind: 'file', name, file });
    sent.set(name, file);
  }
  const id = ++lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    signal.addEventListener('abort', () => {
      waiting.delete(id);
      reject(signal.reason);
    });
    post({ kind: 'question', id, path });
  });
};

function post(message: ToWorker): void {
  worker?.postMessage(message);
}

function startWorker(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const one = waiting.get(data.id);
    waiting.delete(data.id);
    if ('problem' in data) one?.reject(data.problem);
    else one?.resolve(data.report as never);
  });
  // What it throws outside of an answer, and memory that ran out. The next question starts another one.
  started.addEventListener('error', (event) => {
    started.terminate();
    worker = null;
    sent.clear();
    const problem = problemOf(new Error(event.message || 'The file took more memory than the browser has for it.'));
    for (const one of waiting.values()) one.reject(problem);
    waiting.clear();
  });
  return started;
}
