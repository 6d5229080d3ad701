import { compact } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { follow } from './treat.js';

/** `perf-server compact`. */
export function runCompact(dataDir: string, output: Output): number {
  return follow(compact(dataDir), 'Compacted', output);
}
