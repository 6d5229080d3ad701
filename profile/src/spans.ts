import { labelsKey } from './labels.js';
import type { LabelledVector, Profile, SampleLabels } from './types.js';
import { sparse } from './vector.js';

/** Labels that name one request or a part of it: their values are nearly all different. OpenTelemetry's and Datadog's. */
const SPAN_LABELS = new Set(['trace_id', 'span_id', 'trace id', 'span id', 'local root span id']);

export function isSpanLabel(name: string): boolean {
  return SPAN_LABELS.has(name);
}

/**
 * The profile without the labels that name single requests: samples that differ in these alone add up, so that they
 * cost merges nothing. null where no sample has any.
 */
export function withoutSpans(profile: Profile): Profile | null {
  if (!profile.samples.some(({ labels }) => labels.some(({ key }) => isSpanLabel(key)))) return null;
  const groups = new Map<string, { labels: SampleLabels; parts: LabelledVector[] }>();
  for (const sample of profile.samples) {
    const labels = sample.labels.filter(({ key }) => !isSpanLabel(key));
    const key = labelsKey(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, parts: [sample] });
    else group.parts.push(sample);
  }
  const samples = Array.from(groups.values(), ({ labels, parts }) => {
    const node = Int32Array.from(parts.flatMap(({ vector }) => [...vector.node]));
    const columns = profile.sampleTypes.map((_, type) =>
      Float64Array.from(parts.flatMap(({ vector }) => [...(vector.values[type] as Float64Array)])),
    );
    return { labels, vector: sparse(node, columns) };
  });
  return { ...profile, samples };
}
