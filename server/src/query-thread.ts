/** A query thread: one reader of the store, one question at a time. Wiring; piscina runs the default export. */
import { move, transferableSymbol, valueSymbol, workerData } from 'piscina';
import type { Limits } from './limits.js';
import { answer, type Question } from './query.js';
import { SqliteReader } from './store/sqlite/reader.js';
import { VerdictReader } from './verdicts/verdict-reader.js';

const { dataDir, limits } = workerData as { dataDir: string; limits: Limits };
const store = new SqliteReader(dataDir);
const verdicts = new VerdictReader(dataDir);

export default async function run(question: Question): Promise<object> {
  const found = await answer(question, { store, verdicts, limits });
  // The bytes change hands instead of being copied.
  return 'body' in found ? move({ [transferableSymbol]: [found.body.buffer], [valueSymbol]: found }) : found;
}
