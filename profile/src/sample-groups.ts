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
  for (let row = 0; row < count; row++) {
    const first = labelStart[row] as number;
    const end = labelStart[row + 1] as number;
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
