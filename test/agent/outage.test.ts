import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlamegraphReport } from '@perf/profile';
import { RunningServer } from '../server/running.js';
import { fixture, Host } from './host.js';
import { Tap } from './tap.js';

/** Works a little, for ever; the timer ends its windows. */
const SERVICE = `import '@perf/agent'; setInterval(() => Array.from({ length: 1e4 }, Math.sqrt), 10);`;

describe('a service whose server is away', () => {
  let spool: string;
  let tap: Tap;
  const hosts: Host[] = [];
  beforeEach(async () => {
    spool = await mkdtemp(join(tmpdir(), 'perf-outage-'));
    tap = await Tap.open();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) host.kill('SIGKILL');
    tap.close();
    await rm(spool, { recursive: true, force: true });
  });

  function variables() {
    return { PERF_SERVER_URL: tap.url, PERF_SERVICE: 'patient', PERF_SPOOL_DIR: spool, PERF_INTERVAL_MS: '100' };
  }

  async function waiting(): Promise<string[]> {
    return (await readdir(spool, { recursive: true })).filter((name) => /\.(window|sending|part)$/.test(name));
  }

  async function until(ready: () => Promise<boolean>): Promise<void> {
    while (!(await ready())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  it('misses no complete window and doubles none, though it is killed and started again in between', async () => {
    const first = await RunningServer.start();
    tap.onward = first.url;
    const killed = Host.run([fixture('complete-windows.mjs')], variables());
    hosts.push(killed);
    await killed.prints(/complete: 3\./);

    tap.onward = undefined;
    await first.kill();
    const [, count] = await killed.prints(/complete: (\d{2,})\./);
    killed.kill('SIGKILL');
    await killed.ended;
    const [left, delivered] = [await waiting(), tap.passed.length];
    expect(left.length).toBeGreaterThan(0);

    const restarted = Host.module(SERVICE, variables());
    hosts.push(restarted);
    await until(async () => (await waiting()).length >= left.length + 10);
    const second = await RunningServer.start({ dataDir: first.dataDir });
    tap.onward = second.url;
    await until(async () => (await waiting()).length === 0);
    restarted.kill('SIGTERM');
    expect(await restarted.ended).toBe('SIGTERM');

    expect(tap.passed.map(({ status }) => status)).toEqual(tap.passed.map(() => 200));
    const windows = [...new Map(tap.passed.map((window) => [window.id, window])).values()];
    const instances = [...new Set(windows.map(({ labels }) => String(labels.instance)))];
    expect(instances).toHaveLength(2);
    for (const instance of instances) {
      const own = windows.filter(({ labels }) => labels.instance === instance).sort((a, b) => a.from - b.from);
      for (const [index, window] of own.entries()) {
        if (index > 0) expect(window.from).toBe(own[index - 1]?.until);
      }
      const query = `sample{service="patient",instance="${instance}"}`;
      const { profiles, instanceSeconds } = await second.get<FlamegraphReport>('/api/v1/flamegraph', {
        query,
        from: 'now-1h',
        until: 'now',
      });
      expect(profiles).toBe(own.length);
      const lastedMs = Number(own.at(-1)?.until) - Number(own[0]?.from);
      expect(instanceSeconds).toBeCloseTo(lastedMs / 1000, 2);
      if (instance === instances[0]) expect(own.length).toBeGreaterThanOrEqual(Number(count));
    }
    expect(windows.length).toBeGreaterThanOrEqual(delivered + left.length + 10);
    await second.stop();
    await rm(first.dataDir, { recursive: true, force: true });
  });
});
