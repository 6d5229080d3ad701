/** The thread of `postOnTheSpot`. */
import { workerData } from 'node:worker_threads';
import type { LastPost } from './lastpost.js';
import { openPost } from './post.js';

const { server, parcels, progress } = workerData as LastPost;
const settled = new Int32Array(progress);

/** A post keeps nothing alive, and here there is nothing else. */
const awake = setInterval(() => undefined, 1000);

async function postAll(): Promise<void> {
  const { post } = openPost(server);
  for (const [index, parcel] of parcels.entries()) {
    // What crosses to another thread loses what makes it a Buffer.
    const { kind } = await post({ ...parcel, body: Buffer.from(parcel.body) });
    // Who does not take one now will not take the next.
    if (kind === 'failed' || kind === 'unreachable') break;
    Atomics.store(settled, index + 1, 1);
  }
}

void postAll().finally(() => {
  Atomics.store(settled, 0, 1);
  Atomics.notify(settled, 0);
  clearInterval(awake);
});
