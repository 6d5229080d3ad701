import { labelsKey } from './labels.js';
import type { SampleGroup } from './sample-groups.js';
import type { SampleLabels } from './types.js';

/** Labels that name one request or a part of it: their values are nearly all different. OpenTelemetry's and Datadog's. */
const SPAN_LABELS = new Set(['trace_id', 'span_id', 'trace id', 'span id', 'local root span id']);

export function isSpanLabel(name: string): boolean {
  return SPAN_LABELS.has(name);
}

/**
 * Groups without the labels that name single requests: groups that differ in these alone become one, so that they cost
 * merges nothing. null where no group has any.
 */
export function withoutSpans(groups: readonly SampleGroup[]): SampleGroup[] | null {
  if (!groups.some(({ labels }) => labels.some(({ key }) => isSpanLabel(key)))) return null;
  const merged = new Map<string, { labels: SampleLabels; rows: number[] }>();
  for (const group of groups) {
    const labels = group.labels.filter(({ key }) => !isSpanLabel(key));
    const key = labelsKey(labels);
    const known = merged.get(key) ?? { labels, rows: [] };
    for (const row of group.rows) known.rows.push(row);
    merged.set(key, known);
  }
  return [...merged.values()];
}
