import type { SampleLabels } from '../labels.js';
import type { Names } from '../names.js';
import { PprofWriter } from '../pprof-writer.js';
import type { Sliced } from '../slices.js';
import { StackPath } from '../stack-path.js';
import type { Census } from './census.js';
import { type Cohorts, cohortOf } from './cohorts.js';
import { type HeapTree, locationIn, walkStacks } from './stacks.js';

/** What is known of a reading of the heap besides its stacks. */
export interface ReadingFacts {
  readonly timeMs: number;
  /** Bytes allocated between two samples. */
  readonly intervalBytes: number;
  /** Memory that V8 objects hold outside of V8's heap; 0 where unknown. */
  readonly externalBytes: number;
  /** On every sample. */
  readonly labels?: SampleLabels | undefined;
}

/** What is alive, by where it was allocated: pprof, not compressed. */
export function* writeHeap(tree: HeapTree, names: Names, facts: ReadingFacts): Sliced<Buffer> {
  const { timeMs, intervalBytes, externalBytes, labels } = facts;
  const writer = new PprofWriter(
    [
      ['inuse_objects', 'count'],
      ['inuse_space', 'bytes'],
    ],
    names,
  );
  for (const { node, stack } of walkStacks(tree, locationIn(writer))) {
    let objects = 0;
    let bytes = 0;
    for (const { sizeBytes, count } of node.allocations) {
      objects += count;
      bytes += sizeBytes * count;
    }
    if (objects > 0) writer.sample(stack, [objects, bytes], labels);
    yield;
  }
  if (externalBytes > 0) {
    const location = writer.location(0, { name: '(external)', file: '', line: 0, column: 0 });
    writer.sample(StackPath.of(location), [1, externalBytes], labels);
  }
  return writer.finish({ timeMs, period: { type: ['space', 'bytes'], value: intervalBytes } });
}

/** How many of V8's samples are alive, by where and when they were allocated: labelled `cohort`, its start. */
export function* writeCensus(
  { samples, tree }: Census,
  cohorts: Cohorts,
  names: Names,
  { timeMs, intervalBytes, labels }: Omit<ReadingFacts, 'externalBytes'>,
): Sliced<Buffer> {
  const writer = new PprofWriter([['inuse_samples', 'count']], names);
  const counts = countByCohort(samples, cohorts);
  const labelsOf = new Map(cohorts.startMs.map((startMs) => [startMs, { ...labels, cohort: String(startMs) }]));
  for (const { node, stack } of walkStacks(tree, locationIn(writer))) {
    for (const [cohort, count] of counts.get(node.id) ?? []) writer.sample(stack, [count], labelsOf.get(cohort));
    yield;
  }
  return writer.finish({ timeMs, period: { type: ['space', 'bytes'], value: intervalBytes } });
}

/** By node id, then by the start of the cohort. */
function countByCohort(samples: Census['samples'], cohorts: Cohorts): Map<number, Map<number, number>> {
  const counts = new Map<number, Map<number, number>>();
  for (const { nodeId, ordinal } of samples) {
    const cohort = cohortOf(cohorts, ordinal);
    const ofNode = counts.get(nodeId) ?? new Map<number, number>();
    counts.set(nodeId, ofNode.set(cohort, (ofNode.get(cohort) ?? 0) + 1));
  }
  return counts;
}
