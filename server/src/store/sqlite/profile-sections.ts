import { type SampleGroup, type SampleLabel, vectorOf } from '@perf/profile';
import type { PprofColumns } from '@perf/proto';
import type { Section } from './codec.js';

/** Names and values of a label set, in canonical order. */
export type LabelPairs = readonly (readonly [name: string, value: string])[];

/** A profile of an idle time is one all the same: its seconds count, and its empty heap is a snapshot. */
const noSamples: readonly SampleGroup[] = [{ labels: [], rows: [] }];

/** A profile's vectors over a block's trie, one for each group of samples; `nodes` has the node of each sample. */
export function sectionsOf(
  pprof: PprofColumns,
  groups: readonly SampleGroup[],
  nodes: Int32Array,
  labelSetOf: (pairs: LabelPairs) => number,
): Section[] {
  return (groups.length > 0 ? groups : noSamples).map(({ labels, rows }) => ({
    labelSet: labelSetOf(labels.map((label) => [label.key, labelText(label)])),
    vector: vectorOf(rows, nodes, pprof),
  }));
}

/** A label's value as selectors see it: numbers carry their unit, `4096 bytes`. */
function labelText(label: SampleLabel): string {
  if (label.str !== '' || (label.num === 0 && label.numUnit === '')) return label.str;
  return label.numUnit === '' ? String(label.num) : `${label.num} ${label.numUnit}`;
}
