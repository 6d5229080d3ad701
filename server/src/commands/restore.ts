import { copySettings } from '../settings/settings-file.js';
import { restore } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { follow } from './treat.js';

/** `perf-server restore <backup>`. */
export function runRestore(dataDir: string, backup: string, output: Output): number {
  const code = follow(restore(backup, dataDir), 'Restored', output);
  copySettings(backup, dataDir);
  return code;
}
