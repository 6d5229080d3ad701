/** A thread that reads one of two files. */
import { parentPort, workerData } from 'node:worker_threads';
import { Mistake } from '../errors.js';
import { type SelectAnswer, type SelectTask, selectFile } from './both.js';

const { file, type } = workerData as SelectTask;

try {
  const selected = await selectFile(file, type);
  const { parent, function: functionOf, ordinal, folded, self, total } = selected.tree;
  const columns = [parent, functionOf, ordinal, folded, ...self, ...total].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort?.postMessage({ selected } satisfies SelectAnswer, [...new Set(columns)]);
} catch (error) {
  if (!(error instanceof Mistake)) throw error;
  parentPort?.postMessage({ mistake: error.message } satisfies SelectAnswer);
}
