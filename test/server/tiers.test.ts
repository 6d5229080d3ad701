import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  FlamegraphReport,
  FunctionHistory,
  HotPathsReport,
  NumbersReport,
  SeriesReport,
  StorageReport,
} from '@perf/profile';
import { drawnPprof, MINUTE } from './drawn.js';
import { problemText, RunningServer, runServer, temporaryFolder } from './running.js';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Noon of a day that was over three days ago, so that no clock gets in between. */
const noon = Math.floor(Date.now() / DAY) * DAY - 4 * DAY + 12 * HOUR;
const range = { query: 'cpu{service="shop"}', from: String(noon), until: String(noon + HOUR) };

let dataDir: string;
let server: RunningServer;

const push = (minute: number, id: string) =>
  server.ask('POST', '/api/v1/profiles', {
    search: { service: 'shop', id, from: String(noon + minute * MINUTE), until: String(noon + (minute + 1) * MINUTE) },
    body: drawnPprof('main;pay 2 {trace_id=t}\nmain;list 3'),
  });
const storage = () => server.get<StorageReport>('/api/v1/storage');

beforeAll(async () => {
  dataDir = await temporaryFolder();
  server = await RunningServer.start({ dataDir });
  for (let minute = 0; minute < 60; minute++) await push(minute, `window ${minute}`);
  await server.stop();
  server = await RunningServer.start({
    dataDir,
    flags: ['--retention', '30d', '--keep-raw', '2d', '--log-level', 'info'],
  });
  while ((await storage()).tiers[1]?.days !== 1) await new Promise((resolve) => setTimeout(resolve, 50));
}, 60_000);
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true });
});

describe('a day past --keep-raw', () => {
  it('is answered by ten minutes, and every answer says so', async () => {
    const graph = await server.get<FlamegraphReport>('/api/v1/flamegraph', range);
    expect(graph).toMatchObject({
      total: 300,
      profiles: 60,
      instanceSeconds: 3_600,
      resolutionMs: 600_000,
      untold: [],
    });
    const paths = await server.get<HotPathsReport>('/api/v1/hotpaths', range);
    expect(paths).toMatchObject({ total: 300, profiles: 60, resolutionMs: 600_000, untold: [] });
    const series = await server.get<SeriesReport>('/api/v1/series', range);
    expect(series).toMatchObject({ stepMs: 600_000, resolutionMs: 600_000, untold: [] });
    expect(series.groups.map(({ values }) => values)).toEqual([[50, 50, 50, 50, 50, 50]]);
    const fine = await server.get<SeriesReport>('/api/v1/series', { ...range, step: '5m' });
    expect(fine.groups[0]?.values.slice(0, 4)).toEqual([null, 50, null, 50]);
  });

  it('is cut no finer than that in the history of a function', async () => {
    const history = await server.get<FunctionHistory>('/api/v1/function-history', { ...range, name: 'pay' });
    expect(history).toMatchObject({ stepMs: 600_000, resolutionMs: 600_000, untold: [] });
    expect(history.steps.map((step) => step?.self)).toEqual([20, 20, 20, 20, 20, 20]);
  });

  it('has no numbers, and says so', async () => {
    const asked = { ...range, names: 'requests', step: '30m' };
    const { untold, windows, numbers } = await server.get<NumbersReport>('/api/v1/numbers', asked);
    expect(untold).toEqual([{ fromMs: noon, untilMs: noon + HOUR }]);
    expect([windows, numbers[0]?.mean]).toEqual([0, [null, null]]);
    const { untold: none } = await server.get<NumbersReport>('/api/v1/numbers', {
      ...asked,
      query: '{service="mail"}',
    });
    expect(none).toEqual([]);
  });

  it('tells nothing of single requests, and says so', async () => {
    const traced = { ...range, query: 'cpu{service="shop",trace_id="t"}' };
    const untold = [{ fromMs: noon, untilMs: noon + HOUR }];
    expect(await server.get('/api/v1/top', traced)).toMatchObject({ total: 0, profiles: 0, untold });
    expect(await server.get('/api/v1/series', traced)).toMatchObject({ groups: [], untold });
    expect(await server.refusal('/api/v1/export', traced)).toMatch(
      /^400 trace_id and span_id are kept with single windows alone, and those of \S+ to \S+ are gone: /,
    );
  });

  it('takes no further window, and says what to do', async () => {
    expect(problemText(await push(70, 'late'))).toMatch(
      /^422 Windows of \S+ have given way to sums over 10 minutes, .* Raise --keep-raw to take windows that come later\.$/,
    );
    expect(await server.get('/api/v1/top', range)).toMatchObject({ profiles: 60 });
  });
});

describe('the use of the disk', () => {
  it('is shown by tiers, in the log and in /metrics', async () => {
    const { bytes, freeBytes, predictedBytes, tiers } = await storage();
    expect(
      tiers.map(({ name, days, fromAgeMs, untilAgeMs }) => [name, days, fromAgeMs / DAY, untilAgeMs / DAY]),
    ).toEqual([
      ['raw', 0, 0, 2],
      ['10m', 1, 2, 30],
      ['1h', 0, 30, 30],
    ]);
    expect(tiers[1]?.bytes).toBe(tiers[1]?.bytesPerDay);
    // No day of windows is there to tell what a day of them takes.
    expect(predictedBytes).toBeNull();
    expect(bytes).toBeGreaterThan(tiers[1]?.bytes as number);
    expect(freeBytes).toBeGreaterThan(0);
    expect(JSON.parse(await server.logs(/^\{.*"msg":"storage"\}$/m))).toMatchObject({
      predictedBytes: expect.any(Number),
      bytesPerDay: { '10m': null, '1h': null },
    });
    expect(await server.metric('perf_store_tier_bytes{tier="10m"}')).toBeGreaterThan(0);
    expect(await server.metric('perf_disk_free_bytes')).toBeGreaterThan(0);
  });

  it('has no parameters', async () => {
    expect(await server.refusal('/api/v1/storage', { day: '1' })).toBe(
      '400 There is no parameter "day" here. Known: none.',
    );
  });
});

describe('ages that contradict each other', () => {
  it.each<[string[], Record<string, string>, string]>([
    [['--keep-raw', '31d'], {}, '--keep-raw is longer than --retention'],
    [['--retention', '5d', '--keep-10m', '6d'], {}, '--keep-10m is longer than --retention'],
    [['--keep-raw', '8d', '--keep-10m', '7d'], {}, '--keep-raw is longer than --keep-10m'],
    [[], { PERF_SERVER_KEEP_RAW: '9d', PERF_SERVER_RETENTION: '8d' }, '--keep-raw is longer than --retention'],
  ])('%j %j are refused', async (args, env, mistake) => {
    const than = mistake.split(' ').at(-1);
    expect(await runServer(args, env)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `error: ${mistake}: windows are kept first, then 10 minutes, then hours. Lower it, or raise ${than}.\n` +
        'Run perf-server --help for all options.\n',
    });
  });

  it('are none where only the retention is given: the tiers end with it', async () => {
    const short = await RunningServer.start({ flags: ['--retention', '3d'] });
    const { tiers } = await short.get<StorageReport>('/api/v1/storage');
    expect(tiers.map(({ fromAgeMs, untilAgeMs }) => [fromAgeMs / DAY, untilAgeMs / DAY])).toEqual([
      [0, 3],
      [3, 3],
      [3, 3],
    ]);
    await short.stop();
  });
});
