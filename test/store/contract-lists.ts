import { expect, it } from '@jest/globals';
import { parseSelector } from '@perf/server/selector.js';
import type { StoreInUse } from './contract.js';
import { dayMs, minuteMs, noonMs, windowOf } from './windows.js';

/** What a store promises of its lists: what there is, and since when. */
export function describeLists(store: StoreInUse): void {
  const { append } = store;

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
    expect((await store.reader.versions('shop')).map(({ env, version, firstMs }) => [env, version, firstMs])).toEqual([
      ['prod', '1', noonMs - 300 * minuteMs + 30_000],
      ['prod', '2', noonMs - 180 * minuteMs + 30_000],
    ]);
  });
}
