import { copySettings, hasSettings } from '../settings/copy-settings.js';
import { restore } from '../store/sqlite/transfer.js';
import type { Output } from './output.js';
import { follow, followSettings } from './treat.js';

/** `perf-server restore <backup>`. */
export function runRestore(dataDir: string, backup: string, output: Output): number {
  let damage: string | null = null;
  const blocks = restore(backup, dataDir, () => {
    if (hasSettings(dataDir) && hasSettings(backup)) {
      throw new Error(
        `${dataDir} has settings already: restore into a new folder, or move its settings.db away first.`,
      );
    }
    damage = copySettings(backup, dataDir);
  });
  const code = follow(blocks, 'Restored', output);
  return Math.max(code, followSettings(damage, output));
}
