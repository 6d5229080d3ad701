import { parentPort } from 'node:worker_threads';
import { allCases, type Case } from './cases.js';
import { addTally, emptyTally, tryOne } from './trial.js';

/** Some trials of one case. */
export interface Batch {
  readonly case: number;
  readonly seeds: readonly number[];
}

parentPort?.on('message', (batch: Batch) => {
  const tally = emptyTally();
  for (const seed of batch.seeds) addTally(tally, tryOne(allCases[batch.case] as Case, seed).tally);
  parentPort?.postMessage(tally);
});
