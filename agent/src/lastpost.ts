import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ServerOptions } from './post.js';
import type { Parcel } from './window.js';

/** What the thread is told. */
export interface LastPost {
  readonly server: ServerOptions;
  readonly parcels: readonly Parcel[];
  /** Int32: whether all is done, and for each parcel whether it is settled. */
  readonly progress: SharedArrayBuffer;
}

/**
 * Posts parcels in the `exit` event, where the event loop does not turn any more: by a thread of their own, for which
 * this one waits. Returns those that have arrived or been rejected for good, as soon as each was tried, at the latest
 * after `deadlineMs`; none where threads cannot be started.
 *
 * A child process could go on after this one has ended, without delaying it. But it would cost as much as a program of
 * its own, outlive its container's first process, and be seen by whoever watches processes; a deadline is honest.
 */
export function postOnTheSpot(server: ServerOptions, parcels: readonly Parcel[], deadlineMs: number): Parcel[] {
  const progress = new SharedArrayBuffer(4 * (parcels.length + 1));
  const settled = new Int32Array(progress);
  try {
    const workerData: LastPost = { server, parcels, progress };
    // Nothing that is preloaded into the host's threads: no agents, no loaders.
    const options = { workerData, execArgv: [], env: {}, stdout: true, stderr: true };
    new Worker(join(__dirname, 'lastpost-thread.js'), options).on('error', () => undefined);
    Atomics.wait(settled, 0, 0, deadlineMs);
  } catch {
    // Threads or waiting are not permitted here.
  }
  return parcels.filter((_, index) => Atomics.load(settled, index + 1) === 1);
}
