import { labelsKey } from './labels.js';
import { StackBuilder } from './stack-builder.js';
import { FrameBuilder, FunctionBuilder } from './tables.js';
import type { LabelledVector, Profile, SampleType, Stacks } from './types.js';
import { sparse } from './vector.js';

/** The neutral element of `mergeProfiles`. */
export function emptyProfile(): Profile {
  return { sampleTypes: [], stacks: emptyStacks(), samples: [], profiles: 0, startMs: Number.NaN, endMs: Number.NaN };
}

/** A table of the root alone. */
export function emptyStacks(): Stacks {
  return {
    functions: new FunctionBuilder().build(),
    frames: new FrameBuilder().build(),
    table: new StackBuilder(1).build(),
  };
}

/**
 * One profile that holds the samples of all: sample types are united in order of appearance, equal stacks with equal
 * labels add up, and the time is that from the earliest start to the latest end.
 */
export function mergeProfiles(profiles: readonly Profile[]): Profile {
  const { stacks, remap } = mergeStacks(profiles.map((profile) => profile.stacks));
  const types = new Map<string, { type: SampleType; column: number }>();
  for (const profile of profiles) {
    for (const type of profile.sampleTypes) {
      const key = `${type.type}\0${type.unit}`;
      if (!types.has(key)) types.set(key, { type, column: types.size });
    }
  }
  const groups = new Map<string, { group: LabelledVector; profile: number }[]>();
  for (const [index, profile] of profiles.entries()) {
    for (const group of profile.samples) {
      const key = labelsKey(group.labels);
      const same = groups.get(key);
      if (same === undefined) groups.set(key, [{ group, profile: index }]);
      else same.push({ group, profile: index });
    }
  }
  const samples: LabelledVector[] = [];
  for (const parts of groups.values()) {
    const rows = parts.reduce((count, { group }) => count + group.vector.node.length, 0);
    const node = new Int32Array(rows);
    const columns = Array.from(types, () => new Float64Array(rows));
    let row = 0;
    for (const { group, profile } of parts) {
      const { vector } = group;
      const to = remap[profile] as Int32Array;
      for (let i = 0; i < vector.node.length; i++) node[row + i] = to[vector.node[i] as number] as number;
      for (const [at, type] of (profiles[profile] as Profile).sampleTypes.entries()) {
        const column = types.get(`${type.type}\0${type.unit}`)?.column as number;
        (columns[column] as Float64Array).set(vector.values[at] as Float64Array, row);
      }
      row += vector.node.length;
    }
    samples.push({ labels: (parts[0] as { group: LabelledVector }).group.labels, vector: sparse(node, columns) });
  }
  return {
    sampleTypes: Array.from(types.values(), ({ type }) => type),
    stacks,
    samples,
    profiles: profiles.reduce((count, profile) => count + profile.profiles, 0),
    startMs: extreme(
      profiles.map((profile) => profile.startMs),
      Math.min,
    ),
    endMs: extreme(
      profiles.map((profile) => profile.endMs),
      Math.max,
    ),
  };
}

/**
 * One StackTable that holds the stacks of all: `remap[i][node]` is where node `node` of `list[i]` went.
 * The first table keeps its node ids.
 */
export function mergeStacks(list: readonly Stacks[]): { stacks: Stacks; remap: Int32Array[] } {
  const functions = new FunctionBuilder();
  const frames = new FrameBuilder();
  const table = new StackBuilder(list[0]?.table.parent.length ?? 1);
  const remap = list.map((stacks) => {
    const functionTo = Int32Array.from(stacks.functions.name, (_, id) => functions.internRow(stacks.functions, id));
    const frameTo = stacks.frames.function.map((functionId, frame) =>
      frames.intern(functionTo[functionId] as number, stacks.frames.line[frame] as number),
    );
    const { parent, frame } = stacks.table;
    const nodeTo = new Int32Array(parent.length);
    for (let node = 1; node < parent.length; node++) {
      nodeTo[node] = table.child(nodeTo[parent[node] as number] as number, frameTo[frame[node] as number] as number);
    }
    return nodeTo;
  });
  return { stacks: { functions: functions.build(), frames: frames.build(), table: table.build() }, remap };
}

/** The least or greatest of the known times, NaN where none is known. */
function extreme(times: readonly number[], choose: (a: number, b: number) => number): number {
  return times.reduce(
    (best, time) => (Number.isNaN(best) ? time : Number.isNaN(time) ? best : choose(best, time)),
    Number.NaN,
  );
}
