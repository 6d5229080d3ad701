import type { Claim, SpoolFile } from './spoolfile.js';

/** What a spool may hold. */
export interface SpoolLimits {
  /** 0: nothing is written to the disk. */
  readonly mostBytes: number;
  readonly mostAgeMs: number;
}

/** As many windows as can be listed now and then without being felt. */
export const MOST_FILES = 16_384;
/** What a small file takes of a disk. */
const BLOCK_BYTES = 4096;
/** No attempt to send takes as long: its process is gone. */
const CLAIM_MS = 60_000;
/** No window takes as long to write. */
const PART_MS = 10 * 60_000;

/** Whether a window can be claimed. `isOver` tells of a claim whose process is known to have died. */
export function isFree(file: SpoolFile, nowMs: number, isOver: (claim: Claim) => boolean): boolean {
  if (file.state === 'window') return true;
  if (typeof file.state === 'string') return false;
  return Math.abs(nowMs - file.state.atMs) > CLAIM_MS || isOver(file.state);
}

/**
 * The files to delete so that `incomingBytes` more fit: what is too old, and then the oldest. `files` are in order of age;
 * those being sent or written stay.
 */
export function filesToGiveUp(
  files: readonly SpoolFile[],
  incomingBytes: number,
  limits: SpoolLimits,
  nowMs: number,
): SpoolFile[] {
  let bytes = onDisk(incomingBytes) + files.reduce((sum, file) => sum + onDisk(file.bytes), 0);
  let count = files.length + 1;
  return files.filter((file) => {
    const ageMs = nowMs - file.atMs;
    if (typeof file.state !== 'string') return false;
    const tooOld = ageMs > (file.state === 'part' ? PART_MS : limits.mostAgeMs);
    const tooMuch = bytes > limits.mostBytes || count > MOST_FILES;
    if (!tooOld && (!tooMuch || file.state === 'part')) return false;
    bytes -= onDisk(file.bytes);
    count--;
    return true;
  });
}

/** How much room a file of so many bytes takes. */
export function onDisk(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}
