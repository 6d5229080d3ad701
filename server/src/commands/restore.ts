import { restore } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { follow } from './treat.js';

/** `perf-server restore <backup>`. */
export function runRestore(dataDir: string, backup: string, output: Output): number {
  return follow(restore(backup, dataDir), 'Restored', output);
}
