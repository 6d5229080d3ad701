import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AlertsReport, Leak, LeaksReport } from '@perf/profile';
import type { FoundLeak } from '@perf/profile/verdict/leaks.js';
import { VerdictFile } from '@perf/server/verdicts/verdict-file.js';
import { type Alive, dying, filling, leaking, runProcess } from './censuses.js';
import { MINUTE } from './drawn.js';
import { firstRound, storeUnseen } from './rounds.js';
import { type RunningServer, temporaryFolder } from './running.js';

const HOUR = 60 * MINUTE;
const NOW = Date.now();
const CALL = '/api/v1/leaks';

/** A leak in words. */
function told(leak: Leak): string {
  const { service, function: fn, verdict, foundIn, testedIn, bytesPerHour, msToLimit, endedMs } = leak;
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  const rate = `${mib(bytesPerHour.value)} MiB/h (${mib(bytesPerHour.low)} to ${mib(bytesPerHour.high)})`;
  const full = msToLimit === null ? '' : `, full in ${Math.round(msToLimit.value / HOUR)} h`;
  const ended = endedMs === null ? '' : ', ended';
  return `${service}: ${verdict} ${fn.name}@${fn.file} in ${foundIn} of ${testedIn}, ${rate}${full}${ended}`;
}

/** What a server finds of both services in its first round. */
const foundOn = (dataDir: string, alsoAsk?: (server: RunningServer) => Promise<void>): Promise<LeaksReport> =>
  firstRound<LeaksReport>(
    dataDir,
    CALL,
    ({ tested }, startMs) => tested.filter(({ testedMs }) => testedMs >= startMs).length === 2,
    alsoAsk,
  );

const remember = { name: 'remember', file: 'src/listeners.ts', package: '' };
/** What was found before an environment ended. */
const openLeak: FoundLeak = {
  ...{
    id: 'a',
    service: 'shop',
    env: 'preview',
    function: remember,
    line: 0,
    path: [remember],
    pathId: '00000000000000aa',
  },
  ...{ verdict: 'leak', bytesPerHour: { value: 1, low: 1, high: 1 }, msToLimit: null, instances: [] },
  ...{ foundIn: 1, testedIn: 1, versions: ['1'], sinceMs: 0, range: { fromMs: 0, untilMs: HOUR } },
};

const sites = { 'cache@src/cache.ts': filling, 'session@src/session.ts': dying };
const leak = { ...sites, 'remember@src/listeners.ts': leaking(4) };

describe('leaks', () => {
  const asked: Record<string, string[]> = {};
  let dataDir: string;
  let report: LeaksReport;
  let titles: string[];
  const shop = (server: RunningServer, instance: string, alive: Alive, afterMs = 0) =>
    runProcess(server, { service: 'shop', instance, hours: 48, untilMs: NOW + afterMs }, alive);
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    await storeUnseen(dataDir, async (server) => {
      await shop(server, 'a', leak);
      await shop(server, 'b', leak);
      await shop(server, 'c', sites);
      const others = { untilMs: NOW, instance: 'x' };
      await runProcess(server, { service: 'shop', ...others, hours: 2 }, {});
      await runProcess(server, { service: 'job', ...others, hours: 12 }, { 'keep@src/job.ts': leaking(2) });
    });
    report = await foundOn(dataDir, async (server) => {
      titles = (await server.get<AlertsReport>('/api/v1/alerts')).alerts.map(({ title }) => title);
      for (const search of ['service=job', 'env=', 'env=prod']) {
        const { leaks } = await server.get<LeaksReport>(CALL, Object.fromEntries(new URLSearchParams(search)));
        asked[search] = leaks.map(({ service }) => service).sort();
      }
    });
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  it('are found where as much is left of the old as of the young; caches that fill and sessions are none', () => {
    expect(report.leaks.map(told)).toContainEqual(
      'shop: leak remember@src/listeners.ts in 2 of 3, 1.0 MiB/h (0.8 to 1.2), full in 191 h',
    );
    expect(report.leaks.filter(({ service }) => service === 'shop')).toHaveLength(1);
    expect(report.tested).toContainEqual(
      expect.objectContaining({ service: 'shop', env: '', instances: 3, young: 1, sites: 2 }),
    );
  });

  it('only grow as long as a process has not run for a day', () => {
    expect(report.leaks.map(told)).toContainEqual(
      expect.stringMatching(/^job: growing keep@src\/job\.ts in 1 of 1, 2\.0 MiB\/h/),
    );
  });

  it('have their evidence: the path, and what is alive in each instance', () => {
    const found = report.leaks.find(({ service }) => service === 'shop');
    expect(found?.path.map(({ name }) => name)).toEqual(['main', 'remember']);
    expect(found?.instances.map(({ instance, verdict }) => `${instance} ${verdict}`)).toEqual(['a leak', 'b leak']);
    expect(found?.instances[0]?.blocks).toHaveLength(8);
    expect(NOW - (found?.sinceMs ?? 0)).toBeGreaterThan(47 * HOUR);
  });

  it('are of the service and env that is asked for', () => {
    expect(asked).toEqual({ 'service=job': ['job'], 'env=': ['job', 'shop'], 'env=prod': [] });
  });

  it('are told as alerts, but for what only grows', () => {
    expect(titles).toEqual([
      expect.stringMatching(
        /^remember leaks in shop: 1 MiB an hour \(\d+ KiB to 1\.\d+ MiB\) in 2 of 3 instances; the heap is full in 7\.\d+ d$/,
      ),
    ]);
  });

  it('outlive a restart, and end where they are not found any more', async () => {
    await storeUnseen(dataDir, async (server) => {
      expect(await server.get<LeaksReport>(CALL)).toEqual(report);
      await shop(server, 'a', sites, 2 * MINUTE);
      await shop(server, 'b', sites, 2 * MINUTE);
    });
    const { leaks } = await foundOn(dataDir);
    expect(leaks.map(told)).toContainEqual(expect.stringMatching(/^shop: leak remember@.*, ended$/));
  });
});

describe('leaks of an environment that ended days ago', () => {
  it('have ended with it, where their service goes on elsewhere', async () => {
    const dataDir = await temporaryFolder();
    const run = (env: string, untilMs: number) =>
      storeUnseen(dataDir, (server) =>
        runProcess(server, { service: 'shop', env, instance: env, hours: 30, untilMs }, leak),
      );
    const look = (env: string) =>
      firstRound<LeaksReport>(dataDir, CALL, ({ tested }, startMs) =>
        tested.some((one) => one.env === env && one.testedMs >= startMs),
      );
    await run('preview', NOW - 49 * HOUR);
    const file = new VerdictFile(dataDir, () => {});
    const before = { service: 'shop', env: 'preview', testedMs: NOW - 49 * HOUR, instances: 1, young: 0, sites: 1 };
    file.leaks.put(before, [openLeak], []);
    file.close();
    await run('prod', NOW);
    const { leaks } = await look('prod');
    const states = leaks.map(({ env, endedMs }) => `${env} ${endedMs === null ? 'goes on' : 'ended'}`);
    expect(states.sort()).toEqual(['preview ended', 'prod goes on']);
    await rm(dataDir, { recursive: true });
  });
});
