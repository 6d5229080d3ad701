import type { Side } from '@perf/profile/api.js';
import { callTree } from '@perf/profile/calltree.js';
import { defaultType } from '@perf/profile/default-type.js';
import { applySteps, sideAfter } from '@perf/profile/transforms/apply.js';
import { StepsError } from '@perf/profile/transforms/function-name.js';
import { parseSteps, type Step } from '@perf/profile/transforms/steps.js';
import { treeSamples } from '@perf/profile/tree-stacks.js';
import type { CallTree, Profile, SampleType, Stacks } from '@perf/profile/types.js';
import { DenseSum } from '@perf/profile/vector.js';
import { Mistake } from '../errors.js';

/** A profile that is no server's, and what to call it. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: Profile;
  /** The time it covers; NaN where that is unknown. */
  readonly durationMs: number;
}

/** One sample type of it. */
export interface Selected extends SampleType {
  readonly stacks: Stacks;
  /** Nodes of the stacks, and their self values. */
  readonly node: Int32Array;
  readonly value: Float64Array;
  readonly tree: CallTree;
  readonly side: Side;
}

/** @param type undefined for the one that matters most. @throws Mistake where the profile has none of that type. */
export function select({ name, profile, durationMs }: NamedProfile, type?: string): Selected {
  const { sampleTypes, stacks, startMs, endMs } = profile;
  const wanted = type ?? defaultType(sampleTypes);
  const column = sampleTypes.findIndex((known) => known.type === wanted);
  if (column < 0) {
    const known = sampleTypes.map((one) => one.type).join(', ');
    throw new Mistake(
      `${name} has no samples of type '${wanted}'. It has ${known || 'none at all'}: name one with --type`,
    );
  }
  const sum = new DenseSum(stacks.table.parent.length);
  for (const { vector } of profile.samples) sum.add(vector.node, vector.values[column] as Float64Array);
  const { node, value } = sum.toSparse();
  const tree = callTree(stacks, node, value);
  const instanceSeconds = Number.isNaN(durationMs) ? 0 : durationMs / 1000;
  return {
    ...(sampleTypes[column] as SampleType),
    stacks,
    node,
    value,
    tree,
    side: {
      query: name,
      fromMs: startMs,
      untilMs: endMs,
      total: tree.total[0]?.[0] ?? 0,
      hidden: 0,
      profiles: 1,
      instances: 1,
      instanceSeconds,
      requests: null,
      resolutionMs: 0,
      untold: [],
    },
  };
}

/** The same after the steps of a view. */
export function seen(selected: Selected, steps: readonly Step[]): Selected {
  if (steps.length === 0) return selected;
  const after = applySteps(selected.tree, steps);
  return { ...selected, ...treeSamples(after.tree), tree: after.tree, side: sideAfter(selected.side, after) };
}

/** @throws Mistake for steps that cannot be read. */
export function stepsOf(view: string | undefined): Step[] {
  try {
    return parseSteps(view ?? '');
  } catch (error) {
    throw error instanceof StepsError ? new Mistake(`view: ${error.message}`) : error;
  }
}
