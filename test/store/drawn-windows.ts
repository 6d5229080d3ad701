import type { ProfileSet, Stacks } from '@perf/profile';
import type { IncomingWindow, Selection } from '@perf/server/store/store.js';
import fc from 'fast-check';
import { dayMs, minuteMs, noonMs, windowOf } from './windows.js';

/** One window as it is drawn: the model that every answer is compared with. */
export interface Drawn {
  readonly minute: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly stack: string; readonly endpoint: string; readonly value: number }[];
  readonly requests: number | undefined;
}

/** Minutes after noon: from the day before to the day after. */
export const minute = fc.integer({ min: -900, max: 1_000 });

/** @param value of each sample. */
export const drawnWindow = (value = fc.integer({ min: 1, max: 2 ** 30 })): fc.Arbitrary<Drawn> =>
  fc.record({
    minute,
    labels: fc.record({
      service: fc.constant('shop'),
      version: fc.constantFrom('1', '2'),
      instance: fc.constantFrom('a', 'b', 'c'),
    }),
    samples: fc.array(
      fc.record({
        stack: fc
          .array(fc.constantFrom('f', 'g', 'h'), { minLength: 1, maxLength: 3 })
          .map((frames) => ['main', ...frames].join(';')),
        endpoint: fc.constantFrom('', '/pay', '/list'),
        value,
      }),
      { maxLength: 4 },
    ),
    requests: fc.option(fc.nat(100), { nil: undefined }),
  });

export const asked = fc.record({
  range: fc.tuple(minute, minute).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  query: fc.constantFrom(
    'samples{service="shop"}',
    'samples{version="2"}',
    'samples{instance=~"a|b"}',
    'samples{endpoint="/pay"}',
    'samples{version="1",endpoint!=""}',
  ),
  by: fc.subarray(['version', 'instance', 'endpoint']),
  stepMs: fc.constantFrom(undefined, minuteMs, 10 * minuteMs, 17 * minuteMs, 60 * minuteMs, 6 * 60 * minuteMs),
});

export function inputOf({ minute: at, labels, samples, requests }: Drawn): IncomingWindow {
  const lines = samples.map(({ stack, endpoint, value }) => {
    return `${stack} ${value}${endpoint === '' ? '' : ` {endpoint=${endpoint}}`}`;
  });
  return windowOf(lines.join('\n'), {
    fromMs: noonMs + at * minuteMs,
    labels: labels as { service: string },
    numbers: requests === undefined ? undefined : { requests },
    receivedMs: noonMs + 2 * dayMs,
  });
}

/** The middle of a window. */
export function midMsOf({ minute: at }: Pick<Drawn, 'minute'>): number {
  return noonMs + at * minuteMs + minuteMs / 2;
}

/** Every group as text: labels, step, evidence, stacks with their values. @param momentOf where a window counts. */
export function modelText(
  windows: readonly Drawn[],
  { matchers, fromMs, untilMs, by, stepMs }: Selection,
  momentOf: (window: Drawn) => number = midMsOf,
): string[] {
  const groups = new Map<string, { values: Map<string, number>; windows: Set<Drawn> }>();
  const inRange = windows.filter((window) => momentOf(window) >= fromMs && momentOf(window) < untilMs);
  const stepOf = (window: Drawn) => (stepMs === undefined ? 0 : Math.floor((momentOf(window) - fromMs) / stepMs));
  const selected = inRange.filter(({ labels }) =>
    matchers.every((one) => one.name === 'endpoint' || one.matches(labels[one.name] ?? '')),
  );
  for (const window of selected) {
    // A window in which nothing ran counts all the same.
    const samples = window.samples.length > 0 ? window.samples : [{ stack: '', endpoint: '', value: 0 }];
    for (const { stack, endpoint, value } of samples) {
      if (!matchers.every((one) => one.name !== 'endpoint' || one.matches(endpoint))) continue;
      const labels = by.map((name) => (name === 'endpoint' ? endpoint : (window.labels[name] ?? '')));
      const key = JSON.stringify([labels, stepOf(window)]);
      const group = groups.get(key) ?? { values: new Map(), windows: new Set() };
      if (value > 0) group.values.set(stack, (group.values.get(stack) ?? 0) + value);
      groups.set(key, group);
    }
  }
  const partial = by.includes('endpoint') || matchers.some(({ name }) => name === 'endpoint');
  for (const [key, group] of groups) {
    const [labels, step] = JSON.parse(key) as [string[], number];
    for (const window of selected) {
      const same = by.every((name, i) => name === 'endpoint' || window.labels[name] === labels[i]);
      if (same && stepOf(window) === step) group.windows.add(window);
    }
  }
  return [...groups].map(([key, { values, windows: of }]) => {
    const counted = partial ? [] : [...of].flatMap(({ requests }) => requests ?? []);
    const evidence = {
      profiles: of.size,
      instances: new Set([...of].map(({ labels }) => labels.instance)).size,
      instanceSeconds: of.size * 60,
      requests: counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0),
    };
    return [key, JSON.stringify(evidence), ...[...values].map(([stack, value]) => `${stack} ${value}`).sort()].join(
      '\n',
    );
  });
}

/** An answer in the words of the model. */
export function answerText({ groups, stacks }: ProfileSet, { fromMs, by, stepMs }: Selection): string[] {
  return groups.map((group) => {
    const step = stepMs === undefined ? 0 : (group.fromMs - fromMs) / stepMs;
    const key = JSON.stringify([by.map((name) => group.labels[name]), step]);
    const values = Array.from(group.node, (node, i) => `${stackText(stacks, node)} ${group.value[i]}`);
    return [key, JSON.stringify(group.evidence), ...values.sort()].join('\n');
  });
}

/** The functions of a stack, the outermost first. */
function stackText({ functions, frames, table }: Stacks, leaf: number): string {
  const names: string[] = [];
  for (let node = leaf; node > 0; node = table.parent[node] as number) {
    names.unshift(functions.name[frames.function[table.frame[node] as number] as number] as string);
  }
  return names.join(';');
}
