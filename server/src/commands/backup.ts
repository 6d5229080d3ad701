import { copySettings } from '../settings/copy-settings.js';
import { backUp } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { follow, followSettings } from './treat.js';

/** `perf-server backup <folder>`. */
export function runBackup(dataDir: string, folder: string, output: Output): number {
  const code = follow(backUp(dataDir, folder), 'Backed up', output);
  return Math.max(code, followSettings(copySettings(dataDir, folder), output));
}
