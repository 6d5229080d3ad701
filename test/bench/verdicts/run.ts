import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { allCases, type Case } from './cases.js';
import { addTally, emptyTally, type Tally } from './trial.js';
import type { Batch } from './worker.js';

const BATCH = 20;

/** Tries each case so many times, on all workers, each trial on a seed of its own. Says of each when it is done. */
export async function runCases(
  cases: readonly Case[],
  pairs: number,
  seed: number,
  workers: number,
  done: (one: Case, tally: Tally) => void,
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
  const add = (one: Case, more: Tally) => {
    const tally = tallies.get(one) as Tally;
    addTally(tally, more);
    if (tally.pairs === pairs) done(one, tally);
  };
  await Promise.all(Array.from({ length: workers }, () => work(batches, add)));
  return tallies;
}

async function work(batches: Batch[], add: (one: Case, tally: Tally) => void): Promise<void> {
  const worker = new Worker(new URL('./worker.js', import.meta.url));
  try {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const one = allCases[batch.case] as Case;
      const answer = once(worker, 'message');
      worker.postMessage(batch);
      const [tally] = (await answer) as [Tally];
      add(one, tally);
    }
  } finally {
    await worker.terminate();
  }
}
