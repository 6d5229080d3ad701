import type { PprofColumns } from '@perf/proto';
import { labelsKey, sortLabels } from './labels.js';
import type { SampleLabels, SampleVector } from './types.js';
import { sparse } from './vector.js';

/** The samples of a pprof that carry exactly these labels, by their rows. */
export interface SampleGroup {
  readonly labels: SampleLabels;
  readonly rows: readonly number[];
}

/** Samples by their labels, whatever the order of those; no two groups have the same. */
export function groupByLabels(pprof: PprofColumns): SampleGroup[] {
  const { count, labelStart } = pprof.sample;
  const groups = new Map<string, { labels: SampleLabels; rows: number[] }>();
  /** The same by the labels as they are written. */
  const seen = new Map<string, { labels: SampleLabels; rows: number[] }>();
  let last: { rows: number[] } | undefined;
  for (let row = 0; row < count; row++) {
    const first = labelStart[row] as number;
    const end = labelStart[row + 1] as number;
    if (last !== undefined && isWrittenAlike(pprof, labelStart[row - 1] as number, first, end)) {
      last.rows.push(row);
      continue;
    }
    const written = writtenLabels(pprof, first, end);
    let group = seen.get(written);
    if (group === undefined) {
      const labels = labelsOf(pprof, first, end);
      const key = labelsKey(labels);
      group = groups.get(key) ?? { labels, rows: [] };
      groups.set(key, group);
      seen.set(written, group);
    }
    group.rows.push(row);
    last = group;
  }
  return [...groups.values()];
}

/** The vector of some samples, each at its node. */
export function vectorOf(rows: readonly number[], nodes: Int32Array, pprof: PprofColumns): SampleVector {
  const types = pprof.sampleType.length;
  const { value } = pprof.sample;
  const node = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) node[i] = nodes[rows[i] as number] as number;
  const columns = pprof.sampleType.map((_, type) => {
    const column = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) column[i] = value[(rows[i] as number) * types + type] as number;
    return column;
  });
  return sparse(node, columns);
}

/** Whether the labels from `first` to `end` are those that begin at `before` and end at `first`, in the same order. */
function isWrittenAlike({ label }: PprofColumns, before: number, first: number, end: number): boolean {
  if (first - before !== end - first) return false;
  for (let at = before, to = first; to < end; at++, to++) {
    if (label.key[at] !== label.key[to] || label.str[at] !== label.str[to]) return false;
    if (label.num[at] !== label.num[to] || label.numUnit[at] !== label.numUnit[to]) return false;
  }
  return true;
}

function writtenLabels({ label }: PprofColumns, first: number, end: number): string {
  let written = '';
  for (let at = first; at < end; at++) {
    written += `${label.key[at]},${label.str[at]},${label.num[at]},${label.numUnit[at]};`;
  }
  return written;
}

function labelsOf({ text, label }: PprofColumns, first: number, end: number): SampleLabels {
  return sortLabels(
    Array.from({ length: end - first }, (_, i) => {
      const str = label.str[first + i] as number;
      return {
        key: text[label.key[first + i] as number] as string,
        str: text[str] as string,
        num: str === 0 ? (label.num[first + i] as number) : 0,
        numUnit: str === 0 ? (text[label.numUnit[first + i] as number] as string) : '',
      };
    }),
  );
}
