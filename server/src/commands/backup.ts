import { copySettings } from '../settings/settings-file.js';
import { backUp } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { withSettings } from './settings.js';
import { follow } from './treat.js';

/** `perf-server backup <folder>`: every block, and what people told the server. */
export function runBackup(dataDir: string, folder: string, output: Output): number {
  const code = follow(backUp(dataDir, folder), 'Backed up', output);
  return Math.max(
    code,
    withSettings(() => copySettings(dataDir, folder), output),
  );
}
