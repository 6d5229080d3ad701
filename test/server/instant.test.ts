import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DiffReport, FlamegraphReport, HotPathsReport, SeriesReport, TopReport } from '@perf/profile';
import { drawnPprof, MINUTE, minute, NOON } from './drawn.js';
import { printed } from './printed.js';
import { RunningServer } from './running.js';

const types = ['inuse_objects/count', 'inuse_space/bytes'];

describe('an hour of heap snapshots', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    for (let after = 0; after < 60; after++) {
      const cache = after < 30 ? 100 : 300;
      for (const instance of ['a', 'b']) {
        const drawing = `main;cache 1 ${cache}\nmain;session 1 50`;
        await server.push({ service: 'shop', instance, ...minute(after) }, drawnPprof(drawing, { types }));
      }
    }
  });
  afterAll(() => server.stop());

  const query = 'inuse_space{service="shop"}';
  const hour = { from: String(NOON), until: String(NOON + 60 * MINUTE) };

  it('reads as one heap: what one instance holds on average', async () => {
    const report = await server.get<FlamegraphReport>('/api/v1/flamegraph', { query, ...hour });
    expect(printed(report, report.nodes)).toBe('total 250\n  main 250\n    cache 200 self 200\n    session 50 self 50');
    expect(report).toMatchObject({ unit: 'bytes', profiles: 120, instances: 2 });
  });

  it('reads so in every other report', async () => {
    const top = await server.get<TopReport>('/api/v1/top', { query, ...hour });
    expect(top.functions[0]).toMatchObject({ name: 'cache', self: 200 });
    const { total, paths } = await server.get<HotPathsReport>('/api/v1/hotpaths', { query, ...hour });
    expect([total, paths[0]?.self]).toEqual([250, 200]);
    const series = await server.get<SeriesReport>('/api/v1/series', { query, ...hour, step: '30m' });
    expect(series.groups[0]?.values).toEqual([150, 350]);
    const folded = await server.ask('GET', '/api/v1/export', { search: { query, ...hour, format: 'folded' } });
    expect(folded.body.toString()).toBe('main;cache 200\nmain;session 50\n');
  });

  it('compares with another hour by what one instance held', async () => {
    const half = String(NOON + 30 * MINUTE);
    const ranges = { baseFrom: hour.from, baseUntil: half, from: half, until: hour.until };
    for (const norm of ['absolute', 'perSecond', 'perInstance', 'perRequest']) {
      const { changes } = await server.get<DiffReport>('/api/v1/diff', { base: query, ...ranges, norm });
      expect(changes[0]).toMatchObject({ function: 'cache', baseSelf: 100, self: 300, kind: 'grew' });
    }
  });
});
