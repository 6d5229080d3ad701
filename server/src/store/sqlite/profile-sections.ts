import { type LabelledVector, type Profile, type SampleLabel, sparse } from '@perf/profile';
import type { Section } from './codec.js';

/** Names and values of a label set, in canonical order. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

/** A profile's vectors over the nodes of a block's trie. */
export function sectionsOf(
  profile: Profile,
  nodeIds: Int32Array,
  labelSetOf: (pairs: LabelPairs) => number,
): Section[] {
  const samples = profile.samples.length > 0 ? profile.samples : [noSamples(profile)];
  return samples.map(({ labels, vector }) => ({
    labelSet: labelSetOf(labels.map((label) => [label.key, labelText(label)])),
    vector: sparse(
      vector.node.map((node) => nodeIds[node] as number),
      vector.values,
    ),
  }));
}

/** A profile of an idle time is one all the same: its seconds count, and its empty heap is a snapshot. */
function noSamples(profile: Profile): LabelledVector {
  const values = profile.sampleTypes.map(() => new Float64Array(0));
  return { labels: [], vector: { node: new Int32Array(0), values } };
}

/** A label's value as selectors see it: numbers carry their unit, `4096 bytes`. */
function labelText(label: SampleLabel): string {
  if (label.str !== '' || (label.num === 0 && label.numUnit === '')) return label.str;
  return label.numUnit === '' ? String(label.num) : `${label.num} ${label.numUnit}`;
}
