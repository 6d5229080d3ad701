import { statfsSync, statSync } from 'node:fs';
import type { StorageReport } from '@perf/profile';
import { diskUse } from '../disk-use.js';
import type { Retention } from '../store.js';
import { blockBytes, blockDays, blockPath } from './block.js';
import { catalogPath } from './catalog.js';
import { sidecars } from './files.js';
import type { Kept } from './kept.js';

/** @param thinned what is still there of each day that was thinned. */
export function readDiskUse(
  dataDir: string,
  thinned: ReadonlyMap<string, Kept>,
  policy: Retention,
  nowMs: number,
): StorageReport {
  const days = blockDays(dataDir).map((day) => ({
    day,
    bytes: blockBytes(dataDir, day),
    resolutionMs: thinned.get(day)?.resolutionMs ?? 0,
    madeMs: statSync(blockPath(dataDir, day), { throwIfNoEntry: false })?.birthtimeMs ?? nowMs,
  }));
  const { bavail, bsize } = statfsSync(dataDir);
  return diskUse(days, policy, { nowMs, freeBytes: bavail * bsize, otherBytes: catalogBytes(dataDir) });
}

function catalogBytes(dataDir: string): number {
  return ['', ...sidecars].reduce(
    (bytes, suffix) => bytes + (statSync(catalogPath(dataDir) + suffix, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
