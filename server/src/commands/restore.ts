import { copySettings } from '../settings/settings-file.js';
import { restore } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { withSettings } from './settings.js';
import { follow } from './treat.js';

/** `perf-server restore <backup>`: settings that are there already stay. */
export function runRestore(dataDir: string, backup: string, output: Output): number {
  const code = follow(restore(backup, dataDir), 'Restored', output);
  return Math.max(
    code,
    withSettings(() => copySettings(backup, dataDir), output),
  );
}
