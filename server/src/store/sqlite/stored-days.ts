import { existsSync } from 'node:fs';
import { blockDays, blocksFolder } from './block.js';

/**
 * The days that a data folder has blocks of. Makes nothing there.
 *
 * @throws where it is no data folder: most likely another one is meant.
 */
export function storedDays(dataDir: string): string[] {
  if (existsSync(blocksFolder(dataDir))) return blockDays(dataDir);
  throw new Error(`${dataDir} has no folder of blocks: name the data folder of a perf-server.`);
}
