import { readFileSync } from 'node:fs';
import type { Budget } from '@perf/profile';
import { Refusal } from '../errors.js';
import { readBudgets } from './shape.js';

/** The budgets of a file. @throws where it cannot be read, or is none, with the file, the budget and the mistake. */
export function readBudgetsFile(path: string): Budget[] {
  try {
    return readBudgets(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof Refusal ? error.detail : (error as Error).message;
    throw new Error(`The budgets of ${path} cannot be read: ${reason}`);
  }
}
