import type { Label, Pprof } from '@perf/proto';
import { ANONYMOUS } from '../identity.js';
import { Interner } from '../interner.js';
import { joinPath } from '../normalise.js';
import type { FunctionTable, Profile, ProfileSet, SampleLabel } from '../types.js';

const NANOSECONDS_PER_MS = 1e6;

/**
 * A profile as pprof's messages, of which `fromPprof` makes the same stacks, values and labels again.
 *
 * A location for each frame, one line in each; functions and locations that no sample needs are left out. Values are
 * rounded to whole numbers: pprof has no others. An anonymous function carries its position in its name again, so that
 * tools which merge by name keep such functions apart.
 */
export function toPprof(profile: Profile): Pprof {
  const text = new Interner();
  text.id('');
  const { functions, frames, table } = profile.stacks;
  const usedFrame = new Uint8Array(frames.function.length);
  const usedFunction = new Uint8Array(functions.name.length);

  const sample = profile.samples.flatMap(({ labels, vector }) =>
    Array.from(vector.node, (leaf, row) => {
      const locationId: number[] = [];
      for (let node = leaf; node > 0; node = table.parent[node] as number) {
        const frame = table.frame[node] as number;
        usedFrame[frame] = 1;
        usedFunction[frames.function[frame] as number] = 1;
        locationId.push(frame + 1);
      }
      const value = vector.values.map((column) => Math.round(column[row] as number));
      return { locationId, value, label: labels.map((label) => toLabel(label, text)) };
    }),
  );
  const location = Array.from(frames.function, (functionId, frame) => ({
    id: frame + 1,
    mappingId: 0,
    address: 0,
    line: [{ functionId: functionId + 1, line: frames.line[frame] as number, column: 0 }],
    isFolded: false,
  })).filter((_, frame) => usedFrame[frame] === 1);
  const named = functions.name
    .map((_, id) => ({
      id: id + 1,
      name: text.id(exportedName(functions, id)),
      systemName: text.id((functions.systemName[id] as string) || (functions.name[id] as string)),
      filename: text.id(joinPath({ package: functions.package[id] as string, file: functions.file[id] as string })),
      startLine: functions.startLine[id] as number,
    }))
    .filter((_, id) => usedFunction[id] === 1);
  const startNanos = Number.isNaN(profile.startMs) ? 0 : Math.round(profile.startMs * NANOSECONDS_PER_MS);
  const durationMs = profile.endMs - profile.startMs;
  return {
    sampleType: profile.sampleTypes.map(({ type, unit }) => ({ type: text.id(type), unit: text.id(unit) })),
    sample,
    mapping: [],
    location,
    function: named,
    stringTable: text.strings,
    dropFrames: 0,
    keepFrames: 0,
    timeNanos: startNanos,
    durationNanos: Number.isNaN(durationMs) ? 0 : Math.round(durationMs * NANOSECONDS_PER_MS),
    period: 0,
    comment: [],
    defaultSampleType: 0,
    docUrl: 0,
  };
}

/** One group of a selection as a profile of one sample type. It begins with the group's step; its end is unknown. */
export function profileFromSelection(set: ProfileSet, groupIndex: number): Profile {
  const group = set.groups[groupIndex];
  if (group === undefined) throw new RangeError(`group ${groupIndex} of a selection that has ${set.groups.length}`);
  return {
    sampleTypes: [set.sampleType],
    stacks: set.stacks,
    samples: [{ labels: [], vector: { node: group.node, values: [group.value] } }],
    profiles: group.evidence.profiles,
    startMs: group.fromMs,
    endMs: Number.NaN,
  };
}

function exportedName(functions: FunctionTable, id: number): string {
  const name = functions.name[id] as string;
  const line = functions.startLine[id] as number;
  const column = functions.column[id] as number;
  if (name !== ANONYMOUS || line === 0) return name;
  return column === 0 ? `(anonymous:L#${line})` : `(anonymous:L#${line}:C#${column})`;
}

function toLabel({ key, str, num, numUnit }: SampleLabel, text: Interner): Label {
  return { key: text.id(key), str: text.id(str), num, numUnit: text.id(numUnit) };
}
