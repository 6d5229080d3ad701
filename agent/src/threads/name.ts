import { basename, extname } from 'node:path';
import * as workerThreads from 'node:worker_threads';

const ANONYMOUS = 'worker';
const LONGEST = 100;

/** What a thread is called where nobody named it, on versions of Node that say so. */
const NODES_OWN = 'WorkerThread';

/**
 * The label `thread` of a worker: the name it was given, else its script's, `resize` for `dist/resize.js`.
 *
 * Not its number: numbers grow for ever where threads come and go, and the same number is other work in every process
 * and in every version. Threads of one pool are one thread here.
 *
 * `new Worker(file, { name })` can be read from inside on Node 22 and later.
 */
export function threadName(named: boolean): string {
  if (!named) return ANONYMOUS;
  const given = (workerThreads as { threadName?: string }).threadName ?? '';
  const name = given === '' || given === NODES_OWN ? scriptName(process.argv[1]) : given;
  return name.slice(0, LONGEST);
}

/** `[worker eval]` and `data:` URLs are scripts without a name. */
function scriptName(script: string | undefined): string {
  if (script === undefined || script.startsWith('[') || script.startsWith('data:')) return ANONYMOUS;
  return basename(script, extname(script)) || ANONYMOUS;
}
