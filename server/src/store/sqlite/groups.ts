import type { Evidence, Labels } from '@perf/profile';
import { Refusal } from '../../errors.js';
import type { Selection } from '../store.js';

/** Values of the labels grouped by. Equal values have equal texts. */
export interface GroupLabels {
  readonly labels: Labels;
  readonly text: string;
}

export function groupLabels(labels: Labels): GroupLabels {
  return { labels, text: JSON.stringify(labels) };
}

/** What windows add to the evidence of the groups they belong to. */
export interface WindowEvidence {
  readonly windows: number;
  /** The time they cover, added up. */
  readonly ms: number;
  /** null where no agent counted, or where the samples are only a part of what the requests caused. */
  readonly requests: number | null;
  readonly instances: readonly string[];
}

/** Windows that the same groups rest on: of series with equal labels, as far as these are grouped by, in one step. */
export interface Basis {
  readonly step: number;
  readonly instances: Set<string>;
  windows: number;
  ms: number;
  requests: number | null;
}

interface Open {
  readonly labels: GroupLabels;
  readonly step: number;
  readonly bases: Set<Basis>;
  total: number;
}

/** Sorts what a selection finds by its groups and steps, and counts what each rests on. */
export class GroupBuilder {
  readonly #groups = new Map<string, Open>();
  readonly #bases = new Map<string, Basis>();

  constructor(readonly selection: Selection) {}

  /** The step a moment lies in; 0 without steps. */
  stepOf(atMs: number): number {
    const { fromMs, stepMs } = this.selection;
    return stepMs === undefined ? 0 : Math.floor((atMs - fromMs) / stepMs);
  }

  /** @param series the labels grouped by, as far as they are a series'. */
  basis(series: GroupLabels, step: number): Basis {
    const key = `${step} ${series.text}`;
    let basis = this.#bases.get(key);
    if (basis === undefined) {
      basis = { step, instances: new Set(), windows: 0, ms: 0, requests: null };
      this.#bases.set(key, basis);
    }
    return basis;
  }

  /** Adds samples to the group of `labels` in the step of `basis`; returns the group's key. */
  add(labels: GroupLabels, basis: Basis, total: number): string {
    const { maxGroups } = this.selection;
    const key = `${basis.step} ${labels.text}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maxGroups) {
        throw new Refusal(
          400,
          `The answer has more than ${maxGroups} groups: group by fewer labels, or use a longer step.`,
        );
      }
      group = { labels, step: basis.step, bases: new Set(), total: 0 };
      this.#groups.set(key, group);
    }
    group.total += total;
    group.bases.add(basis);
    return key;
  }

  /** Groups by label values, then by time. */
  build(): { key: string; labels: Labels; fromMs: number; total: number; evidence: Evidence }[] {
    const { fromMs, stepMs = 0 } = this.selection;
    return [...this.#groups]
      .sort(([, a], [, b]) => compare(a.labels.text, b.labels.text) || a.step - b.step)
      .map(([key, { labels, step, bases, total }]) => ({
        key,
        labels: labels.labels,
        fromMs: fromMs + step * stepMs,
        total,
        evidence: evidenceOf(bases),
      }));
  }
}

export function addEvidence(basis: Basis, { windows, ms, requests, instances }: WindowEvidence): void {
  basis.windows += windows;
  basis.ms += ms;
  if (requests !== null) basis.requests = (basis.requests ?? 0) + requests;
  for (const instance of instances) basis.instances.add(instance);
}

function evidenceOf(bases: Iterable<Basis>): Evidence {
  const instances = new Set<string>();
  let [profiles, ms] = [0, 0];
  let requests: number | null = null;
  for (const basis of bases) {
    for (const instance of basis.instances) instances.add(instance);
    profiles += basis.windows;
    ms += basis.ms;
    if (basis.requests !== null) requests = (requests ?? 0) + basis.requests;
  }
  return { profiles, instances: instances.size, instanceSeconds: ms / 1000, requests };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
