import { describe, expect, it } from '@jest/globals';
import { mergeProfiles } from '@perf/profile';
import fc from 'fast-check';
import { profileOf } from '../notation/profile-of.js';
import { drawn, treeOf, treeText } from '../notation/tree-text.js';
import type { StoreInUse } from './contract.js';
import { dayMs, minuteMs, noonMs, selectionOf, setText, windowOf } from './windows.js';

let services = 0;

/** What a store promises of samples and their totals. */
export function describeReads(store: StoreInUse): void {
  const { append, select } = store;

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

    it('names no other sample types where there is nothing in the range', async () => {
      await append(windowOf('main 3', { fromMs: noonMs + 30 * minuteMs }));
      const range = { fromMs: noonMs, untilMs: noonMs + 20 * minuteMs };
      expect((await select('heap', range)).groups).toEqual([]);
      await expect(select('heap', { fromMs: noonMs })).rejects.toMatchObject({ status: 404 });
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
          const service = `s${++services}`;
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
}
