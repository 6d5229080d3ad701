import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { allCases, type Case } from './cases.js';
import { addTally, emptyTally, type Tally } from './trial.js';
import type { Batch } from './worker.js';

const BATCH = 20;

/** Tries each case so many times, on all workers, each trial on a seed of its own. */
export async function runCases(
  cases: readonly Case[],
  pairs: number,
  seed: number,
  workers: number,
): Promise<Map<Case, Tally>> {
  const tallies = new Map(cases.map((one) => [one, emptyTally()]));
  const batches = cases.flatMap((one) => {
    const index = allCases.indexOf(one);
    return Array.from({ length: Math.ceil(pairs / BATCH) }, (_, batch) => ({
      case: index,
      seeds: Array.from({ length: Math.min(BATCH, pairs - batch * BATCH) }, (_, at) => {
        return seed * 1_000_003 + index * 10_007 + batch * BATCH + at;
      }),
    }));
  });
  await Promise.all(Array.from({ length: workers }, () => work(batches, tallies)));
  return tallies;
}

async function work(batches: Batch[], tallies: ReadonlyMap<Case, Tally>): Promise<void> {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  try {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const one = allCases[batch.case] as Case;
      const answer = once(worker, 'message');
      worker.postMessage(batch);
      const [tally] = (await answer) as [Tally];
      addTally(tallies.get(one) as Tally, tally);
    }
  } finally {
    await worker.terminate();
  }
}
