import type { SampleLabel, SampleLabels } from './types.js';

/** Labels in their canonical order: by key, then by value. */
export function sortLabels(labels: readonly SampleLabel[]): SampleLabels {
  return [...labels].sort(
    (a, b) => compare(a.key, b.key) || compare(a.str, b.str) || a.num - b.num || compare(a.numUnit, b.numUnit),
  );
}

/** A string that is equal exactly for equal labels in canonical order. */
export function labelsKey(labels: SampleLabels): string {
  if (labels.length === 0) return '';
  return JSON.stringify(labels.map(({ key, str, num, numUnit }) => [key, str, num, numUnit]));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
