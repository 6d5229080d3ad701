import type { Pprof, PprofColumns } from '@perf/proto';
import { check } from '@perf/proto/check.js';
import { type InternOptions, internStacks } from './intern-stacks.js';
import { groupByLabels, vectorOf } from './sample-groups.js';
import { StackBuilder } from './stack-builder.js';
import { FrameBuilder, FunctionBuilder } from './tables.js';
import type { Profile, SampleType } from './types.js';

const NANOSECONDS_PER_MS = 1e6;

/**
 * A profile of its own tables. Samples of equal stack and equal labels are added up.
 *
 * @throws PprofError where the pprof is not valid.
 */
export function fromPprof(pprof: Pprof, options: InternOptions = {}): Profile {
  return fromColumns(check(pprof), options);
}

/** The same of a pprof in columns. */
export function fromColumns(pprof: PprofColumns, options: InternOptions = {}): Profile {
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const table = new StackBuilder(pprof.sample.count * 2);
  const nodes = internStacks(pprof, { functions, frames, table }, options);
  return {
    sampleTypes: sampleTypesOf(pprof),
    stacks: { functions: functions.build(), frames: frames.build(), table: table.build() },
    samples: groupByLabels(pprof).map(({ labels, rows }) => ({ labels, vector: vectorOf(rows, nodes, pprof) })),
    profiles: 1,
    ...timesOfPprof(pprof),
  };
}

export function sampleTypesOf({ sampleType, text }: PprofColumns): SampleType[] {
  return sampleType.map(({ type, unit }) => ({ type: text[type] as string, unit: text[unit] as string }));
}

/** `startMs` is pprof's `time_nanos`, and `endMs` that plus `duration_nanos`; NaN where it says none. */
export function timesOfPprof({ timeNanos, durationNanos }: PprofColumns): Pick<Profile, 'startMs' | 'endMs'> {
  const startMs = timeNanos === 0 ? Number.NaN : timeNanos / NANOSECONDS_PER_MS;
  return { startMs, endMs: startMs + durationNanos / NANOSECONDS_PER_MS };
}
