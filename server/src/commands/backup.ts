import { backUp } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { follow } from './treat.js';

/** `perf-server backup <folder>`. */
export function runBackup(dataDir: string, folder: string, output: Output): number {
  return follow(backUp(dataDir, folder), 'Backed up', output);
}
