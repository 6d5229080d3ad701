import type { PprofColumns } from '@perf/proto';
import { decodeRawColumns } from '@perf/proto/decode.js';
import { PprofError } from '@perf/proto/error.js';
import { sampleTypesOf, timesOfPprof } from '../intern.js';
import { internStacks } from '../intern-stacks.js';
import { groupByLabels, vectorOf } from '../sample-groups.js';
import { FrameBuilder, FunctionBuilder } from '../tables.js';
import { BoundedStacks } from './bounded-stacks.js';
import { type ReadLimits, within } from './bounds.js';
import { FormatError } from './error.js';
import type { ParsedProfile } from './parsed.js';

/** Fewer bytes than a message, a string or a list takes in any profile that was not made up. */
const BYTES_PER_PART = 4;
/** What small ones may have, however dense they are. */
const FEW_PARTS = 10_000;

/** Many samples may share few stacks: beyond this many nodes, the table grows as they come. */
const MOST_AT_FIRST = 2 ** 20;

/** A pprof that is not compressed. @throws FormatError naming the field. */
export function readPprof(bytes: Uint8Array, limits: ReadLimits): ParsedProfile {
  const pprof = decode(bytes, limits);
  const { sample } = pprof;
  within(sample.count, limits.samples, 'samples');
  for (let row = 0; row < sample.count; row++) {
    within((sample.stackStart[row + 1] as number) - (sample.stackStart[row] as number), limits.depth, DEEP);
  }
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const table = new BoundedStacks(limits.nodes, Math.min(2 * sample.count, MOST_AT_FIRST));
  const nodes = internStacks(pprof, { functions, frames, table });
  const times = timesOfPprof(pprof);
  const profile = {
    sampleTypes: sampleTypesOf(pprof),
    stacks: { functions: functions.build(), frames: frames.build(), table: table.build() },
    samples: groupByLabels(pprof).map(({ labels, rows }) => ({ labels, vector: vectorOf(rows, nodes, pprof) })),
    profiles: 1,
    ...times,
  };
  return { profile, durationMs: pprof.durationNanos > 0 ? pprof.durationNanos / 1e6 : Number.NaN };
}

const DEEP = 'frames in one stack';

function decode(bytes: Uint8Array, limits: ReadLimits): PprofColumns {
  try {
    return decodeRawColumns(bytes, {
      maxBytes: limits.bytes,
      maxParts: Math.max(FEW_PARTS, Math.ceil(limits.bytes / BYTES_PER_PART)),
    });
  } catch (cause) {
    if (!(cause instanceof PprofError)) throw cause;
    if (cause.code !== 'malformed') throw new FormatError(cause.message, { cause });
    const detail = cause.cause instanceof Error ? cause.cause.message : cause.message;
    throw new FormatError(`The file is not text, and no pprof profile either: ${detail}.`, { cause });
  }
}
