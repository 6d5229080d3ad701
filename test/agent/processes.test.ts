import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { Sink } from './sink.js';

it('each process of a cluster, and each child, is an instance of its own whose windows arrive', async () => {
  const sink = await Sink.open();
  const spool = await mkdtemp(join(tmpdir(), 'perf-processes-'));
  const variables = { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'many', PERF_SPOOL_DIR: spool };
  const host = Host.run([fixture('cluster.cjs')], variables);
  expect(await host.ended).toBe(0);
  // What a busy machine did not let them send in time.
  const heir = Host.run(['--import', '@perf/agent', '--eval', 'setInterval(() => {}, 1000)'], variables);
  const instances = () => new Set(sink.windows.map(({ meta }) => meta.labels.instance));
  await sink.until(() => instances().size === 4);
  heir.kill('SIGKILL');
  await heir.ended;
  await sink.close();
  await rm(spool, { recursive: true, force: true });
  expect(host.stderr).toBe('');
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
