import { callTree, type ProfileSet } from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { defaultLimits } from '@perf/server/limits.js';
import { parseSelector } from '@perf/server/selector.js';
import type { Acceptance } from '@perf/server/store/prepare.js';
import type { IncomingWindow, Selection } from '@perf/server/store/store.js';
import { startOfDayMs } from '@perf/server/time.js';
import { type DrawOptions, pprofOf } from '../notation/profile-of.js';
import { treeText } from '../notation/tree-text.js';

/** Noon of the day that every test lives in. */
export const noonMs = startOfDayMs('2026-11-20') + 12 * 3_600_000;
export const dayMs = 86_400_000;
export const minuteMs = 60_000;

export const acceptance: Acceptance = { limits: defaultLimits, maxAgeMs: 30 * dayMs };

let nextId = 0;

/** A window of one profile, a minute long from noon on unless told. */
export function windowOf(drawing: string, given: Partial<IncomingWindow> & DrawOptions = {}): IncomingWindow {
  const { types, ...rest } = given;
  const fromMs = given.fromMs ?? noonMs;
  return {
    id: `window-${++nextId}`,
    profiles: [encodePprof(pprofOf(drawing, { types }))],
    fromMs,
    untilMs: fromMs + minuteMs,
    receivedMs: noonMs + 30 * minuteMs,
    ...rest,
    labels: { service: 'shop', ...given.labels },
  };
}

/** The selection of a selector from noon to noon, an hour around unless told. */
export function selectionOf(query: string, given: Partial<Selection> = {}): Selection {
  return {
    ...parseSelector(query),
    fromMs: noonMs,
    untilMs: noonMs + 60 * minuteMs,
    by: [],
    maxGroups: 1_000,
    ...given,
  };
}

/** Each group of an answer as text: what it is, then its tree. */
export function setText(set: ProfileSet): string {
  return set.groups
    .map(({ labels, node, value }) => {
      const named = Object.entries(labels).map(([name, one]) => `${name}=${one}`);
      return [...named, treeText(callTree(set.stacks, node, value))].join('\n');
    })
    .join('\n');
}
