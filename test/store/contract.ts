import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callTree, mergeProfiles, type ProfileSet } from '@perf/profile';
import { encodePprof } from '@perf/proto';
import { defaultLimits } from '@perf/server/limits.js';
import { parseSelector } from '@perf/server/selector.js';
import type { Acceptance } from '@perf/server/store/prepare.js';
import type {
  IncomingWindow,
  NumbersQuery,
  ProfileReader,
  ProfileWriter,
  Selection,
} from '@perf/server/store/store.js';
import { startOfDayMs } from '@perf/server/time.js';
import fc from 'fast-check';
import { type DrawOptions, pprofOf, profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';

/** Noon of the day that every test lives in. */
export const noonMs = startOfDayMs('2026-11-20') + 12 * 3_600_000;
export const dayMs = 86_400_000;
const minuteMs = 60_000;

export const acceptance: Acceptance = { limits: defaultLimits, maxAgeMs: 30 * dayMs };

export interface OpenStore {
  readonly writer: ProfileWriter;
  readonly reader: ProfileReader & { close(): Promise<void> };
}

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

/** What every store promises. `open` is called again on the same folder to open what is stored there. */
export function describeStore(name: string, open: (dataDir: string) => Promise<OpenStore>): void {
  describe(`${name} as a profile store`, () => {
    let dataDir: string;
    let store: OpenStore;

    beforeEach(async () => {
      dataDir = mkdtempSync(join(tmpdir(), 'perf-store-'));
      store = await open(dataDir);
    });
    afterEach(async () => {
      await store.reader.close();
      await store.writer.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const append = async (...windows: IncomingWindow[]) => Promise.all(windows.map((one) => store.writer.append(one)));
    const select = async (query: string, given: Partial<Selection> = {}) =>
      store.reader.select(selectionOf(query, given));

    describe('appending', () => {
      it('answers with what was stored, and finds it again', async () => {
        expect(await append(windowOf('main;a 3', { id: 'one' }))).toEqual([{ id: 'one', stored: 1, duplicate: false }]);
        expect(setText(await select('samples'))).toBe(
          drawn(`
            total 3
              main 3
                a 3 self 3
          `),
        );
      });

      it('adds up profiles of one series', async () => {
        await append(windowOf('main;a 3\nmain;b 1'), windowOf('main;a 4\nmain;c 5'));
        expect(setText(await select('samples'))).toBe(
          drawn(`
            total 13
              main 13
                a 7 self 7
                c 5 self 5
                b 1 self 1
          `),
        );
      });

      it('counts an id once, in whichever order and however often it is sent', async () => {
        const window = windowOf('main 3', { id: 'again' });
        const receipts = [...(await append(window, window)), ...(await append(window))];
        expect(receipts.map(({ duplicate }) => duplicate)).toEqual([false, true, true]);
        expect((await select('samples')).groups.map(({ value }) => [...value])).toEqual([[3]]);
      });

      it('stores nothing of a window when one of its profiles is no profile', async () => {
        const [good] = windowOf('main 3').profiles as [Uint8Array];
        const window = windowOf('', { profiles: [good, Buffer.from('garbage')] });
        await expect(store.writer.append(window)).rejects.toMatchObject({
          status: 400,
          detail: expect.stringMatching(/^Profile 2 of 2: /),
        });
        expect((await select('samples')).groups).toEqual([]);
      });

      it('refuses times before what is kept and times ahead of the clock', async () => {
        const old = windowOf('main 1', { fromMs: noonMs - 31 * dayMs });
        const ahead = windowOf('main 1', { fromMs: noonMs + 40 * minuteMs });
        await expect(store.writer.append(old)).rejects.toMatchObject({ status: 422, detail: /before everything/ });
        await expect(store.writer.append(ahead)).rejects.toMatchObject({ status: 422, detail: /ahead of this server/ });
      });

      it('takes the time from the profile, or else from the arrival', async () => {
        const dated = encodePprof(pprofOf('main;dated 1', { timeMs: noonMs + 5 * minuteMs, durationMs: minuteMs }));
        const undated = encodePprof(pprofOf('main;undated 1'));
        const none = { fromMs: undefined, untilMs: undefined };
        await append(
          windowOf('', { profiles: [dated], ...none }),
          windowOf('', { profiles: [undated], ...none, receivedMs: noonMs + 20 * minuteMs }),
        );
        const found = await select('samples', { fromMs: noonMs + 5 * minuteMs, untilMs: noonMs + 10 * minuteMs });
        expect(found.stacks.functions.name).toEqual(['main', 'dated']);
        const late = await select('samples', { fromMs: noonMs + 20 * minuteMs });
        expect(late.stacks.functions.name).toEqual(['main', 'undated']);
      });

      it('finds everything again after it was closed and opened', async () => {
        await append(windowOf('main;a 3'));
        await store.reader.close();
        await store.writer.close();
        store = await open(dataDir);
        await append(windowOf('main;a 4\nmain;b 1'));
        expect(setText(await select('samples'))).toBe(
          drawn(`
            total 8
              main 8
                a 7 self 7
                b 1 self 1
          `),
        );
      });
    });

    describe('selecting', () => {
      it('takes a profile whose midpoint lies in the range, from the start up to the end', async () => {
        await append(windowOf('main 1', { fromMs: noonMs - 30_000 }), windowOf('main 2', { fromMs: noonMs + 30_000 }));
        const total = async (fromMs: number, untilMs: number) =>
          (await select('samples', { fromMs, untilMs })).groups[0]?.value[0];
        expect(await total(noonMs, noonMs + 60_000)).toBe(1);
        expect(await total(noonMs, noonMs + 60_001)).toBe(3);
        expect(await total(noonMs + 1, noonMs + 60_001)).toBe(2);
      });

      it('merges days into one table', async () => {
        await append(windowOf('main;a 1', { fromMs: noonMs - dayMs }), windowOf('init;main;a 2\nmain;a 4'));
        expect(setText(await select('samples', { fromMs: noonMs - 2 * dayMs }))).toBe(
          drawn(`
            total 7
              main 5
                a 5 self 5
              init 2
                main 2
                  a 2 self 2
          `),
        );
      });

      it.each([
        ['samples{service="shop"}', 3],
        ['samples{version!="1"}', 2],
        ['samples{version=~"1|2"}', 3],
        ['samples{version!~"1.*"}', 2],
        ['samples{version="1",service="shop"}', 1],
        ['samples{service=~"sh"}', undefined],
        ['samples{region=""}', 3],
      ])('%s matches %p of version 1 (1 sample) and 2 (2 samples)', async (query, total) => {
        await append(windowOf('main 1', { labels: { service: 'shop', version: '1' } }));
        await append(windowOf('main 2', { labels: { service: 'shop', version: '2' } }));
        expect((await select(query)).groups[0]?.value[0]).toBe(total);
      });

      it('selects and groups by labels inside profiles', async () => {
        await append(windowOf('main;pay 2 {endpoint=/pay}\nmain;list 3 {endpoint=/list}\nmain 1'));
        expect(setText(await select('samples{endpoint="/pay"}'))).toBe('total 2\n  main 2\n    pay 2 self 2');
        const byEndpoint = await select('samples', { by: ['endpoint'] });
        expect(byEndpoint.groups.map(({ labels, value }) => [labels.endpoint, [...value]])).toEqual([
          ['', [1]],
          ['/list', [3]],
          ['/pay', [2]],
        ]);
      });

      it('adds up samples that differ in their trace alone, and still finds each trace', async () => {
        await append(
          windowOf('main;pay 2 {endpoint=/pay trace_id=t1}\nmain;pay 3 {endpoint=/pay trace_id=t2}\nmain 4'),
          windowOf('main;pay 5 {endpoint=/pay}'),
        );
        const values = async (query: string, by: string[] = []) =>
          (await select(query, { by })).groups.map(({ labels, value }) => [...Object.values(labels), ...value]);
        expect(await values('samples{endpoint="/pay"}')).toEqual([[10]]);
        expect(await values('samples{trace_id="t2"}')).toEqual([[3]]);
        expect(await values('samples{endpoint="/pay"}', ['trace_id'])).toEqual([
          ['', 5],
          ['t1', 2],
          ['t2', 3],
        ]);
        const { sampleLabels } = await store.reader.labels({ fromMs: 0, untilMs: noonMs + dayMs, matchers: [] });
        expect([...sampleLabels.keys()]).toEqual(['endpoint']);
      });

      it('groups by series labels and by step', async () => {
        await append(
          windowOf('main 1', { labels: { service: 'shop', version: '1' } }),
          windowOf('main 2', { labels: { service: 'shop', version: '2' } }),
          windowOf('main 4', { labels: { service: 'shop', version: '2' }, fromMs: noonMs + 10 * minuteMs }),
        );
        const { groups } = await select('samples', { by: ['version'], stepMs: 10 * minuteMs });
        expect(
          groups.map(({ labels, fromMs, value }) => [labels.version, (fromMs - noonMs) / minuteMs, value[0]]),
        ).toEqual([
          ['1', 0, 1],
          ['2', 0, 2],
          ['2', 10, 4],
        ]);
      });

      it('refuses an answer of too many groups', async () => {
        await append(windowOf('main 1'), windowOf('main 1', { fromMs: noonMs + minuteMs }));
        await expect(select('samples', { stepMs: 1_000, maxGroups: 1 })).rejects.toMatchObject({ status: 400 });
      });

      it('keeps sample types apart, and names them when another is asked for', async () => {
        await append(windowOf('main 3 700', { types: ['samples/count', 'cpu/nanoseconds'] }));
        expect((await select('cpu')).groups[0]?.value[0]).toBe(700);
        expect((await select('cpu/nanoseconds')).sampleType).toEqual({ type: 'cpu', unit: 'nanoseconds' });
        await expect(select('heap')).rejects.toMatchObject({
          status: 404,
          detail: 'There is no sample type "heap" here; there is cpu/nanoseconds, samples/count.',
        });
      });

      it('answers with nothing where there is nothing', async () => {
        const { groups, stacks } = await select('cpu{service="nobody"}');
        expect(groups).toEqual([]);
        expect(stacks.table.parent).toEqual(new Int32Array([-1]));
      });

      it('says what an answer rests on', async () => {
        const at = (instance: string, requests?: number) =>
          windowOf('main 1', {
            labels: { service: 'shop', instance },
            numbers: requests === undefined ? undefined : { requests },
          });
        await append(at('a', 10), at('a', 5), at('b'));
        const evidence = { profiles: 3, instances: 2, instanceSeconds: 180, requests: 15 };
        expect((await select('samples')).groups[0]?.evidence).toEqual(evidence);
      });

      it('counts the time of a window in which nothing ran', async () => {
        await append(windowOf('main 3'), windowOf(''));
        const [group] = (await select('samples')).groups;
        expect(group?.evidence).toEqual({ profiles: 2, instances: 1, instanceSeconds: 120, requests: null });
      });

      it('claims no requests for a part of the samples', async () => {
        await append(windowOf('main 1 {endpoint=/pay}', { numbers: { requests: 10 } }));
        expect((await select('samples{endpoint="/pay"}')).groups[0]?.evidence.requests).toBeNull();
      });

      it('equals the merge of the profiles themselves, whatever is stored and asked', async () => {
        const stack = fc
          .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
          .map((all) => all.join(';'));
        const sample = fc.tuple(stack, fc.integer({ min: 1, max: 2 ** 40 })).map(([path, value]) => `${path} ${value}`);
        const minute = fc.integer({ min: -3_000, max: 0 });
        const profile = fc.record({ minute, lines: fc.array(sample, { minLength: 1, maxLength: 5 }) });
        await fc.assert(
          fc.asyncProperty(fc.array(profile, { minLength: 1, maxLength: 8 }), minute, minute, async (all, a, b) => {
            const service = `s${++nextId}`;
            const label = { labels: { service } };
            await append(
              ...all.map(({ minute: at, lines }) =>
                windowOf(lines.join('\n'), { ...label, fromMs: noonMs + at * minuteMs }),
              ),
            );
            const [from, until] = [Math.min(a, b), Math.max(a, b) + 1];
            const fromMs = noonMs + from * minuteMs;
            const untilMs = noonMs + until * minuteMs;
            const inRange = all.filter(({ minute: at }) => at >= from && at < until);
            const merged = mergeProfiles(inRange.map(({ lines }) => profileOf(lines.join('\n'))));
            const found = await select(`samples{service="${service}"}`, { fromMs, untilMs });
            expect(setText(found)).toBe(inRange.length === 0 ? '' : treeText(treeOf(merged)));
          }),
          { numRuns: 25 },
        );
      });
    });

    it('totals are the sums of what select finds', async () => {
      await append(
        windowOf('main;a 3 {endpoint=/pay}\nmain;b 4', { labels: { service: 'shop', version: '1' } }),
        windowOf('main;a 5', { labels: { service: 'shop', version: '2' }, fromMs: noonMs + 10 * minuteMs }),
      );
      const asked = { by: ['version', 'endpoint'], stepMs: 5 * minuteMs };
      const { groups } = await select('samples', asked);
      const totals = await store.reader.totals(selectionOf('samples', asked));
      const sum = (value: Float64Array) => value.reduce((all, one) => all + one, 0);
      expect(totals.groups.map(({ labels, fromMs, total, evidence }) => ({ labels, fromMs, total, evidence }))).toEqual(
        groups.map(({ labels, fromMs, value, evidence }) => ({ labels, fromMs, total: sum(value), evidence })),
      );
      expect(totals.groups.length).toBe(3);
    });

    describe('numbers of windows', () => {
      const asked = (query: string, given: Partial<NumbersQuery> = {}): NumbersQuery => ({
        matchers: parseSelector(query).matchers,
        fromMs: noonMs,
        untilMs: noonMs + 60 * minuteMs,
        names: ['requests', 'rss'],
        stepMs: 5 * minuteMs,
        maxWindows: 1_000,
        ...given,
      });
      const at = (instance: string, minute: number, numbers?: Record<string, number>, minutes = 1) =>
        windowOf('main 1', {
          labels: { service: 'shop', instance },
          fromMs: noonMs + minute * minuteMs,
          untilMs: noonMs + (minute + minutes) * minuteMs,
          numbers,
        });

      it('are added up by name and step, means weighted by the time of their windows', async () => {
        await append(
          at('a', 0, { requests: 10, rss: 100, other: 1 }),
          at('b', 1, { rss: 400 }, 2),
          at('a', 6, { requests: 3 }),
          at('a', 11),
        );
        expect(await store.reader.numbers(asked(''))).toEqual({
          windows: 3,
          oneIn: 1,
          sums: [
            { name: 'requests', fromMs: noonMs, sum: 10, max: 10, mean: 10, seconds: 60 },
            { name: 'rss', fromMs: noonMs, sum: 500, max: 400, mean: 300, seconds: 180 },
            { name: 'requests', fromMs: noonMs + 5 * minuteMs, sum: 3, max: 3, mean: 3, seconds: 60 },
          ],
          untold: [],
        });
      });

      it('are selected by the labels of series alone', async () => {
        await append(at('a', 0, { requests: 1 }), at('b', 0, { requests: 2 }));
        const sums = async (query: string) =>
          (await store.reader.numbers(asked(query))).sums.map(({ name, sum }) => `${name} ${sum}`);
        expect(await sums('{instance="b"}')).toEqual(['requests 2']);
        expect(await sums('{instance=~"a|b"}')).toEqual(['requests 3']);
        expect(await sums('{region="eu"}')).toEqual([]);
        expect(await sums('{region!="eu"}')).toEqual(['requests 3']);
      });

      it('are read of an even part of the windows where there are too many', async () => {
        const windows = Array.from({ length: 400 }, (_, index) =>
          at(index % 4 < 2 ? 'a' : 'b', Math.floor(index / 16), { requests: index % 2 }),
        );
        await append(...windows);
        const found = await store.reader.numbers(asked('', { maxWindows: 100, stepMs: 60 * minuteMs }));
        expect(found.oneIn).toBe(4);
        expect(found.windows).toBeGreaterThan(60);
        expect(found.windows).toBeLessThan(140);
        const [requests] = found.sums;
        expect(requests?.mean).toBeGreaterThan(0.3);
        expect(requests?.mean).toBeLessThan(0.7);
      });
    });

    it('lists series with their sample types and times, and labels inside profiles', async () => {
      await append(
        windowOf('main 1 {endpoint=/pay}', { labels: { service: 'shop', version: '1' } }),
        windowOf('main 1', { labels: { service: 'shop', version: '1' }, fromMs: noonMs + minuteMs }),
        windowOf('main 1', { labels: { service: 'mail' }, types: ['inuse_space/bytes'] }),
      );
      const all = { fromMs: noonMs - dayMs, untilMs: noonMs + dayMs };
      const index = await store.reader.labels({ ...all, matchers: [] });
      expect(index.series).toEqual([
        {
          labels: { service: 'mail' },
          sampleTypes: [{ type: 'inuse_space', unit: 'bytes' }],
          firstMs: noonMs + 30_000,
          lastMs: noonMs + 30_000,
          windows: 1,
        },
        {
          labels: { service: 'shop', version: '1' },
          sampleTypes: [{ type: 'samples', unit: 'count' }],
          firstMs: noonMs + 30_000,
          lastMs: noonMs + 90_000,
          windows: 2,
        },
      ]);
      expect([...index.sampleLabels]).toEqual([['endpoint', ['/pay']]]);
      const mail = await store.reader.labels({ ...all, matchers: parseSelector('{service="mail"}').matchers });
      expect([mail.series.length, mail.sampleLabels.size]).toEqual([1, 0]);
    });

    it('knows versions by their first appearance, not by their arrival', async () => {
      const at = (version: string, hour: number) =>
        windowOf('main 1', {
          labels: { service: 'shop', version, env: 'prod' },
          fromMs: noonMs + hour * 60 * minuteMs,
        });
      await append(at('2', -1), at('1', -5), at('2', -3));
      expect((await store.reader.versions('shop')).map(({ env, version, firstMs }) => [env, version, firstMs])).toEqual(
        [
          ['prod', '1', noonMs - 300 * minuteMs + 30_000],
          ['prod', '2', noonMs - 180 * minuteMs + 30_000],
        ],
      );
    });

    describe('expiring', () => {
      const onDays = (...days: number[]) =>
        days.map((day) => windowOf('main 1', { id: `day-${day}`, fromMs: noonMs - day * dayMs }));
      const everything = { fromMs: noonMs - 40 * dayMs, untilMs: noonMs + dayMs };
      const total = async () => (await select('samples', everything)).groups[0]?.value[0];

      it('removes whole days that are out of age, and keeps the rest', async () => {
        await append(...onDays(0, 3, 7));
        expect(await total()).toBe(3);
        const { days } = await store.writer.expire({ maxAgeMs: 3 * dayMs }, noonMs);
        expect(days).toEqual(['2026-11-13']);
        expect(await total()).toBe(2);
        await store.writer.expire({ maxAgeMs: 3 * dayMs }, noonMs + dayMs);
        expect(await total()).toBe(1);
      });

      it('removes the oldest days until the rest fits, and never the newest', async () => {
        await append(...onDays(0, 1, 2));
        const { bytes } = await store.writer.expire({ maxAgeMs: 30 * dayMs }, noonMs);
        const least = await store.writer.expire({ maxAgeMs: 30 * dayMs, maxBytes: bytes - 1 }, noonMs);
        expect(least.days).toEqual(['2026-11-18']);
        expect(least.bytes).toBeLessThan(bytes);
        await store.writer.expire({ maxAgeMs: 30 * dayMs, maxBytes: 1 }, noonMs);
        expect(await total()).toBe(1);
      });

      it('remembers versions for longer than their profiles', async () => {
        await append(windowOf('main 1', { labels: { service: 'shop', version: '1' }, fromMs: noonMs - 7 * dayMs }));
        await store.writer.expire({ maxAgeMs: dayMs }, noonMs);
        expect((await store.reader.versions('shop')).map(({ version }) => version)).toEqual(['1']);
        expect((await store.reader.labels({ ...everything, matchers: [] })).series).toEqual([]);
      });
    });
  });
}
