import { expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { functionNames, Sink } from './sink.js';

it('each process of a cluster, and each child, is an instance of its own whose windows arrive once', async () => {
  const sink = await Sink.open();
  const host = Host.run([fixture('cluster.cjs')], { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'many' });
  expect(await host.ended).toBe(0);
  expect(host.stderr).toBe('');

  const spun = sink.windows.filter(({ profiles }) => functionNames(profiles.get('cpu.pb.gz')).includes('spinTheWheel'));
  expect(new Set(spun.map(({ meta }) => meta.labels.instance)).size).toBe(4);
  expect(new Set(sink.attempts.map(({ id }) => id)).size).toBe(sink.attempts.length);
  await sink.close();
});

it('windows are as long as they lasted, and do not overlap, whatever becomes of the wall clock', async () => {
  const sink = await Sink.open();
  await Host.run([fixture('jumping-clock.cjs')], { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'jumpy' }).ended;
  await sink.close();

  const spans = sink.windows.map(({ meta: { from, until } }) => ({ from, until }));
  expect(spans).toHaveLength(8);
  for (const { from, until } of spans) {
    expect(until - from).toBeGreaterThan(90);
    expect(until - from).toBeLessThan(20_000);
  }
  const hour = 3_600_000;
  const gaps = spans.slice(1).map(({ from }, index) => Math.round((from - Number(spans[index]?.until)) / hour));
  expect(gaps).toEqual([0, 1, 0, -2, 0, 0, 0]);
  const seamless = [1, 3, 5, 6, 7];
  for (const index of seamless) expect(spans[index]?.from).toBe(spans[index - 1]?.until);
});
