import { gzipSync } from 'node:zlib';
import { foldedFrom } from '@perf/profile/formats/folded.js';
import { toPprof } from '@perf/profile/formats/pprof.js';
import { toSpeedscope } from '@perf/profile/formats/to-speedscope.js';
import type { Profile } from '@perf/profile/types.js';
import { encodePprof } from '@perf/proto/encode.js';
import { type NamedProfile, type Selected, seen, select, stepsOf } from './selected.js';

export const FORMATS = ['pprof', 'folded', 'speedscope'] as const;

export type Format = (typeof FORMATS)[number];

/** A profile in a format of other tools. Without a type or a view a pprof keeps all there is: types, lines and labels. */
export function convert(file: NamedProfile, format: Format, type?: string, view?: string): Uint8Array {
  const steps = stepsOf(view);
  if (format === 'pprof' && type === undefined && steps.length === 0) return pprofBytes(file.profile);
  const selected = seen(select(file, type), steps);
  const { stacks, node, value, unit } = selected;
  if (format === 'pprof') return pprofBytes(profileOf(selected, file.profile));
  if (format === 'folded') return Buffer.from(foldedFrom(stacks, node, value));
  return Buffer.from(JSON.stringify(toSpeedscope(stacks, node, value, { type: selected.type, unit })));
}

/** As files of pprof usually are: gzipped. */
export function pprofBytes(profile: Profile): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gzipSync(encodePprof(toPprof(profile))));
}

function profileOf({ stacks, node, value, type, unit }: Selected, { startMs, endMs }: Profile): Profile {
  const samples = [{ labels: [], vector: { node, values: [value] } }];
  return { sampleTypes: [{ type, unit }], stacks, samples, profiles: 1, startMs, endMs };
}
