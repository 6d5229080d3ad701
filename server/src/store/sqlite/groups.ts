import type { Evidence, Labels } from '@perf/profile';
import { Refusal } from '../../errors.js';
import type { Selection } from '../store.js';

/** What one window adds to the evidence of a group. */
export interface WindowEvidence {
  /** Told apart from every other window of the selection. */
  readonly window: string;
  readonly instance: string;
  readonly midMs: number;
  readonly seconds: number;
  /** null where no agent counted, or where the samples are only a part of what the requests caused. */
  readonly requests: number | null;
}

interface Open {
  readonly labels: Labels;
  readonly fromMs: number;
  readonly instances: Set<string>;
  lastWindow: string;
  total: number;
  profiles: number;
  instanceSeconds: number;
  requests: number | null;
}

/** Sorts what a selection finds by its groups and steps, and counts what each rests on. */
export class GroupBuilder {
  readonly #groups = new Map<string, Open>();

  constructor(readonly selection: Selection) {}

  /**
   * Adds samples of a window to the group of `labels`; returns the group's key.
   * Several calls for one window must follow each other: the window's evidence counts once.
   */
  add(labels: Labels, window: WindowEvidence, total: number): string {
    const { fromMs, stepMs, maxGroups } = this.selection;
    const step = stepMs === undefined ? 0 : Math.floor((window.midMs - fromMs) / stepMs);
    const key = `${step} ${JSON.stringify(labels)}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maxGroups) {
        throw new Refusal(
          400,
          `The answer has more than ${maxGroups} groups: group by fewer labels, or use a longer step.`,
        );
      }
      group = {
        labels,
        fromMs: fromMs + step * (stepMs ?? 0),
        instances: new Set(),
        lastWindow: '',
        total: 0,
        profiles: 0,
        instanceSeconds: 0,
        requests: null,
      };
      this.#groups.set(key, group);
    }
    group.total += total;
    if (group.lastWindow !== window.window) {
      group.lastWindow = window.window;
      group.profiles++;
      group.instanceSeconds += window.seconds;
      group.instances.add(window.instance);
      if (window.requests !== null) group.requests = (group.requests ?? 0) + window.requests;
    }
    return key;
  }

  /** Groups by label values, then by time. */
  build(): { key: string; labels: Labels; fromMs: number; total: number; evidence: Evidence }[] {
    const all = [...this.#groups].map(([key, group]) => ({
      key,
      labels: group.labels,
      fromMs: group.fromMs,
      total: group.total,
      evidence: {
        profiles: group.profiles,
        instances: group.instances.size,
        instanceSeconds: group.instanceSeconds,
        requests: group.requests,
      },
    }));
    const text = (labels: Labels): string => JSON.stringify(labels);
    return all.sort((a, b) => compare(text(a.labels), text(b.labels)) || a.fromMs - b.fromMs);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
