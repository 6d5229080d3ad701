import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProfileSet, Stacks } from '@perf/profile';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import type { Selection } from '@perf/server/store/store.js';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { acceptance, dayMs, noonMs, selectionOf, windowOf } from './contract.js';

const minuteMs = 60_000;

/** One window as it is drawn: the model that every answer is compared with. */
interface Drawn {
  readonly minute: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly { readonly stack: string; readonly endpoint: string; readonly value: number }[];
  readonly requests: number | undefined;
}

/** Minutes after noon: from the day before to the day after. */
const minute = fc.integer({ min: -900, max: 1_000 });

const drawnWindow: fc.Arbitrary<Drawn> = fc.record({
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
      value: fc.integer({ min: 1, max: 2 ** 30 }),
    }),
    { maxLength: 4 },
  ),
  requests: fc.option(fc.nat(100), { nil: undefined }),
});

const asked = fc.record({
  range: fc.tuple(minute, minute).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  query: fc.constantFrom(
    'samples{service="shop"}',
    'samples{version="2"}',
    'samples{instance=~"a|b"}',
    'samples{endpoint="/pay"}',
    'samples{version="1",endpoint!=""}',
  ),
  by: fc.subarray(['version', 'instance', 'endpoint']),
  stepMs: fc.constantFrom(undefined, 10 * minuteMs, 17 * minuteMs, 60 * minuteMs, 6 * 60 * minuteMs),
});

function inputOf({ minute: at, labels, samples, requests }: Drawn) {
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

/** Every group as text: labels, step, evidence, stacks with their values. */
function modelText(windows: readonly Drawn[], { matchers, fromMs, untilMs, by, stepMs }: Selection): string[] {
  const groups = new Map<string, { values: Map<string, number>; windows: Set<Drawn> }>();
  const inRange = windows.filter(({ minute: at }) => {
    const midMs = noonMs + at * minuteMs + minuteMs / 2;
    return midMs >= fromMs && midMs < untilMs;
  });
  const stepOf = ({ minute: at }: Drawn) =>
    stepMs === undefined ? 0 : Math.floor((noonMs + at * minuteMs + minuteMs / 2 - fromMs) / stepMs);
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

function answerText({ groups, stacks }: ProfileSet, { fromMs, by, stepMs }: Selection): string[] {
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

describe('rollups', () => {
  let dataDir: string;
  let writer: SqliteWriterThread;
  let reader: SqliteReader;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'perf-rollup-'));
    writer = await SqliteWriterThread.open(dataDir, acceptance);
    reader = new SqliteReader(dataDir);
  });
  afterEach(async () => {
    await reader.close();
    await writer.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('never change an answer, whenever they are made and whatever arrives late', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.array(drawnWindow, { minLength: 1, maxLength: 12 }) },
      { weight: 2, arbitrary: minute },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.array(asked, { minLength: 3, maxLength: 6 }),
        async (steps, questions) => {
          rmSync(dataDir, { recursive: true, force: true });
          await reader.close();
          await writer.close();
          writer = await SqliteWriterThread.open(dataDir, acceptance);
          reader = new SqliteReader(dataDir);
          const windows: Drawn[] = [];
          const check = async () => {
            for (const { range, query, by, stepMs } of questions) {
              const selection = selectionOf(query, {
                fromMs: noonMs + range[0] * minuteMs,
                untilMs: noonMs + (range[1] + 1) * minuteMs,
                by,
                stepMs,
              });
              if (windows.length === 0) continue;
              const found = await reader.select(selection);
              expect(answerText(found, selection).sort()).toEqual(modelText(windows, selection).sort());
              const totals = await reader.totals(selection);
              expect(totals.groups.map(({ total, evidence }) => ({ total, evidence }))).toEqual(
                found.groups.map(({ value, evidence }) => ({ total: value.reduce((a, b) => a + b, 0), evidence })),
              );
            }
          };
          for (const one of steps) {
            if (typeof one === 'number') await writer.rollUp(noonMs + one * minuteMs);
            else {
              windows.push(...one);
              await Promise.all(one.map((drawn) => writer.append(inputOf(drawn))));
            }
            await check();
          }
          await writer.rollUp(noonMs + 2 * dayMs);
          await check();
        },
      ),
      { numRuns: 40 },
    );
  });

  /** Two hours of two instances, a window every five minutes. */
  const twoHours = (): Drawn[] =>
    Array.from({ length: 48 }, (_, i) => ({
      minute: Math.floor(i / 2) * 5,
      labels: { service: 'shop', instance: i % 2 === 0 ? 'a' : 'b' },
      samples: [{ stack: 'main;f', endpoint: '', value: 1 }],
      requests: undefined,
    }));
  const hours = selectionOf('samples', { fromMs: noonMs, untilMs: noonMs + 120 * minuteMs });
  const total = async () => (await reader.select(hours)).groups[0]?.value[0];

  it('are what a long range is answered from, once they are made', async () => {
    await Promise.all(twoHours().map((drawn) => writer.append(inputOf(drawn))));
    await writer.rollUp(noonMs + dayMs);
    // Their words are taken: what they leave out is missing, and what they say of windows is believed.
    const block = new Database(blockPath(dataDir, '2026-11-20'));
    const [rollup] = block
      .prepare('SELECT id FROM rollup WHERE series = 0 AND start_ms = ? AND level_ms = ?')
      .all(noonMs, 60 * minuteMs) as [{ id: number }];
    block.prepare('DELETE FROM rollup_vector WHERE rollup = ?').run(rollup.id);
    block.close();
    expect(await total()).toBeLessThan(48);
  });

  it('are left out where what they are made of is damaged, and the rest is answered', async () => {
    await Promise.all(twoHours().map((drawn) => writer.append(inputOf(drawn))));
    const block = new Database(blockPath(dataDir, '2026-11-20'));
    block.prepare("UPDATE profile SET data = x'00' WHERE id = 1").run();
    block.close();
    const told: string[] = [];
    writer.onTrouble = (error) => told.push(error);
    for (let i = 0; i < 3; i++) await writer.rollUp(noonMs + dayMs).catch((error: Error) => told.push(error.message));
    expect(told.join()).toContain('a stored vector');
    const later = { fromMs: noonMs + 60 * minuteMs, untilMs: noonMs + 120 * minuteMs };
    expect((await reader.select(selectionOf('samples', later))).groups[0]?.value[0]).toBe(24);
  });
});
