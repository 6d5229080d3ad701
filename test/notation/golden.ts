import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';

const FOLDER = join(__dirname, '..', 'golden');

/** A file of test/golden. */
export function goldenFile(name: string): Buffer {
  return readFileSync(join(FOLDER, name));
}

/** Compares a text with a file of test/golden, or writes the file where UPDATE_GOLDEN=1 is set. */
export function expectGolden(name: string, text: string): void {
  const file = join(FOLDER, name);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  if (!existsSync(file)) throw new Error(`test/golden/${name} is missing: run the tests once with UPDATE_GOLDEN=1.`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
