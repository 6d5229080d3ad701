import { FormatError } from './error.js';

/** The most that is read of one file. What is read stays in memory, several times as large as the file. */
export interface ReadLimits {
  /** Bytes, once decompressed. */
  readonly bytes: number;
  /** Samples, lines or events. */
  readonly samples: number;
  /** Distinct stacks, with all that lead to them. */
  readonly nodes: number;
  /** Frames of one stack. */
  readonly depth: number;
}

const MiB = 1024 * 1024;

export const defaultReadLimits: ReadLimits = {
  bytes: 256 * MiB,
  samples: 16_000_000,
  nodes: 8_000_000,
  depth: 10_000,
};

/** @throws FormatError beyond the bound, naming what is too large and how large it may be. */
export function within(count: number, most: number, what: string): void {
  if (count > most) throw new FormatError(`The file has more than ${most} ${what}: it is too large to be opened here.`);
}
