import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Leak, LeaksReport } from '@perf/profile';
import { dying, filling, leaking, runProcess } from './censuses.js';
import { RunningServer, temporaryFolder } from './running.js';

const NOW = Date.now();

/** A leak in words. */
function told(leak: Leak): string {
  const { service, function: fn, verdict, foundIn, testedIn, bytesPerHour, msToLimit, endedMs } = leak;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  const rate = `${mib(bytesPerHour.value)} MiB/h (${mib(bytesPerHour.low)} to ${mib(bytesPerHour.high)})`;
  const full = msToLimit === null ? '' : `, full in ${Math.round(msToLimit.value / 3_600_000)} h`;
  const ended = endedMs === null ? '' : ', ended';
  return `${service}: ${verdict} ${fn.name}@${fn.file} in ${foundIn} of ${testedIn}, ${rate}${full}${ended}`;
}

/** What a server that starts on a folder finds in its first round, once it has tested the service. */
async function foundOn(dataDir: string, service: string, changed: (report: LeaksReport) => boolean) {
  const server = await RunningServer.start({ dataDir, flags: ['--compare-every', '1s'] });
  try {
    for (;;) {
      const report = await server.get<LeaksReport>('/api/v1/leaks', { service });
      if (changed(report)) return report;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  } finally {
    await server.stop();
  }
}

/** Runs a server that looks for nothing, as long as it is needed to store something. */
async function store(dataDir: string, push: (server: RunningServer) => Promise<void>): Promise<void> {
  const server = await RunningServer.start({ dataDir, flags: ['--compare-every', '1h'] });
  await push(server);
  await server.stop();
}

describe('leaks', () => {
  let dataDir: string;
  let report: LeaksReport;
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    const untilMs = NOW;
    const sites = { 'cache@src/cache.ts': filling(48), 'session@src/session.ts': dying(48) };
    const leak = { ...sites, 'remember@src/listeners.ts': leaking(4, 48) };
    await store(dataDir, async (server) => {
      await runProcess(server, { service: 'shop', instance: 'a', hours: 48, untilMs }, leak);
      await runProcess(server, { service: 'shop', instance: 'b', hours: 48, untilMs }, leak);
      await runProcess(server, { service: 'shop', instance: 'c', hours: 48, untilMs }, sites);
      await runProcess(server, { service: 'shop', instance: 'young', hours: 2, untilMs }, {});
      await runProcess(
        server,
        { service: 'job', instance: 'j', hours: 12, untilMs },
        { 'keep@src/job.ts': leaking(9, 12) },
      );
      await runProcess(server, { service: 'calm', instance: 'z', hours: 48, untilMs }, sites);
    });
    report = await foundOn(dataDir, 'shop', ({ tested }) => tested.length > 0);
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  it('are found where as much is left of the old as of the young; caches that fill and sessions are none', () => {
    expect(report.leaks.map(told)).toEqual([
      'shop: leak remember@src/listeners.ts in 2 of 3, 1.0 MiB/h (0.8 to 1.2), full in 191 h',
    ]);
    expect(report.tested).toMatchObject([{ service: 'shop', env: '', instances: 3, young: 1, sites: 2 }]);
  });
});
