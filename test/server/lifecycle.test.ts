import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServicesReport, TopReport } from '@perf/profile';
import { drawnPprof, minute } from './drawn.js';
import { problemText, RunningServer, runServer, temporaryFolder } from './running.js';
import { pushNumbered, storedNumbers } from './stored.js';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

describe('a server that is asked to end', () => {
  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('finishes what it accepted, and ends well, on %s', async (signal) => {
    const dataDir = join(folder, signal);
    const first = await RunningServer.start({ dataDir });
    const acknowledged: number[] = [];
    let last = 0;
    const client = async (): Promise<void> => {
      for (;;) {
        const number = ++last;
        try {
          await pushNumbered(first, number);
        } catch {
          return;
        }
        acknowledged.push(number);
        if (acknowledged.length === 30) first.process.kill(signal);
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect(await first.ended).toEqual({ code: 0, stdout: `perf is listening. Open ${first.url.origin}\n`, stderr: '' });

    const second = await RunningServer.start({ dataDir });
    const stored = await storedNumbers(second);
    expect(acknowledged.length).toBeGreaterThanOrEqual(30);
    expect(acknowledged.filter((number) => stored.get(number) !== 1)).toEqual([]);
    await second.stop();
  });

  it('takes its own last window with it', async () => {
    const dataDir = join(folder, 'self');
    const first = await RunningServer.start({ dataDir, selfProfile: true });
    for (let number = 1; number <= 50; number++) await pushNumbered(first, number);
    expect((await first.stop()).code).toBe(0);
    const second = await RunningServer.start({ dataDir });
    const query = 'cpu{service="perf-server"}';
    const top = await second.get<TopReport>('/api/v1/top', { query, from: 'now-5m' });
    expect(top.profiles).toBeGreaterThan(0);
    expect(top.total).toBeGreaterThan(0);
    await second.stop();
  });

  it('leaves a folder that the next one opens, with nothing half done in it', async () => {
    const dataDir = join(folder, 'left');
    const first = await RunningServer.start({ dataDir });
    await pushNumbered(first, 1);
    await first.stop();
    expect((await readdir(join(dataDir, 'blocks'))).filter((name) => !name.endsWith('.db'))).toEqual([]);
    const second = await RunningServer.start({ dataDir });
    expect(await pushNumbered(second, 1)).toMatchObject({ duplicate: true });
    await second.stop();
  });
});

describe('a server that runs', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
  });
  afterAll(() => server.stop());

  it('says that it lives and is ready', async () => {
    const text = async (path: string) => (await server.ask('GET', path)).body.toString();
    expect([await text('/healthz'), await text('/readyz')]).toEqual(['ok\n', 'ready\n']);
  });

  it('shows its own figures in the format of Prometheus', async () => {
    await server.push({ service: 'x', ...minute(0) }, drawnPprof('main 1'));
    await server.push({ service: 'x', ...minute(0) }, drawnPprof('main 1'));
    await server.get('/api/v1/services');
    expect(problemText(await server.ask('GET', '/api/v1/none'))).toMatch(/^404/);
    const { headers } = await server.ask('GET', '/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await server.metric('perf_ingested_profiles_total')).toBe(1);
    expect(await server.metric('perf_ingested_duplicates_total')).toBe(1);
    expect(await server.metric('perf_ingest_queue_windows')).toBe(0);
    expect(await server.metric('perf_store_bytes')).toBeGreaterThan(0);
    expect(await server.metric('perf_refused_requests_total{status="404"}')).toBe(1);
    expect(await server.metric('perf_query_seconds_count{call="services"}')).toBe(1);
  });

  it('keeps the port to itself', async () => {
    const ended = await runServer(['--port', server.url.port, '--data-dir', join(folder, 'port')]);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr:
        `perf-server: Cannot listen on 127.0.0.1:${server.url.port}: listen EADDRINUSE: address already in use ` +
        `127.0.0.1:${server.url.port}. Something listens there already: choose another with --port.\n`,
    });
  });

  it('keeps the folder to itself', async () => {
    const ended = await runServer(['--port', '0', '--data-dir', server.dataDir, '--no-self-profile']);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `perf-server: ${server.dataDir} is in use by another perf-server. Stop that one, or give this one its own --data-dir.\n`,
    });
    expect((await server.ask('GET', '/readyz')).status).toBe(200);
  });
});

describe('the configuration', () => {
  it('is read from the environment, and flags come before it', async () => {
    const dataDir = join(folder, 'environment');
    const server = await RunningServer.start({
      dataDir,
      flags: ['--retention', '10d'],
      env: {
        PERF_SERVER_RETENTION: '36500d',
        PERF_SERVER_API_KEY: 'secret',
        PERF_SERVER_ALLOW_HOST: 'a.example,b.example',
      },
    });
    const headers = { authorization: 'Bearer secret', host: 'b.example' };
    const push = (times: object) =>
      server.ask('POST', '/api/v1/profiles', {
        search: { service: 'x', ...times },
        headers,
        body: drawnPprof('main 1'),
      });
    expect((await server.ask('GET', '/healthz', { headers: { host: 'a.example' } })).status).toBe(200);
    expect(problemText(await push(minute(0)))).toMatch(/^422 .* before everything that is kept/);
    expect((await push({ from: 'now-9d', until: 'now-9d' })).status).toBe(200);
    await server.stop();
  });

  it('drops what is past its retention when it starts', async () => {
    const dataDir = join(folder, 'retention');
    const first = await RunningServer.start({ dataDir });
    await pushNumbered(first, 1);
    await first.push({ service: 'today' }, drawnPprof('main 1'));
    await first.stop();
    const second = await RunningServer.start({ dataDir, flags: ['--retention', '30d'] });
    const { services } = await second.get<ServicesReport>('/api/v1/services');
    expect(services.map(({ name }) => name)).toEqual(['today']);
    await second.stop();
  });

  it.each<[string, string[], Record<string, string>, string]>([
    ['a flag that is none', ['--prot', '7070'], {}, "unknown option '--prot'\n(Did you mean --port?)"],
    ['a word that is no command', ['start'], {}, "unknown command 'start'"],
    ['a flag without its value', ['--port'], {}, "option '--port <number>' argument missing"],
    [
      'a port that is none',
      ['--port', '70700'],
      {},
      "option '--port <number>' argument '70700' is invalid. Write a whole number from 0 to 65535.",
    ],
    [
      'an empty port',
      ['--port='],
      {},
      "option '--port <number>' argument '' is invalid. Write a whole number from 0 to 65535.",
    ],
    [
      'a retention that is none',
      ['--retention', '30'],
      {},
      "option '--retention <duration>' argument '30' is invalid. Write a duration of at least 1m, such as 36h, 30d or 12w.",
    ],
    [
      'a retention of nothing',
      ['--retention', '0d'],
      {},
      "option '--retention <duration>' argument '0d' is invalid. Write a duration of at least 1m, such as 36h, 30d or 12w.",
    ],
    [
      'a tier that is too short to be of use',
      ['--keep-raw', '59m'],
      {},
      "option '--keep-raw <duration>' argument '59m' is invalid. Write a duration of at least 1h, such as 36h, 30d or 12w.",
    ],
    [
      'a round that no timer waits for',
      ['--budgets-every', '30d'],
      {},
      "option '--budgets-every <duration>' argument '30d' is invalid. Write a duration of at most 24d.",
    ],
    [
      'a size that is none',
      ['--retention-bytes', 'lots'],
      {},
      "option '--retention-bytes <size>' argument 'lots' is invalid. Write a size such as 500MB, 20GB or 20GiB.",
    ],
    [
      'a store that is none',
      ['--store', 'mysql'],
      {},
      "option '--store <name>' argument 'mysql' is invalid. Allowed choices are sqlite.",
    ],
    [
      'an empty key, which would let everybody in',
      ['--api-key', ''],
      {},
      "option '--api-key <key>' argument '' is invalid. Write a key, or leave the option out.",
    ],
    [
      'a mistake in the environment',
      [],
      { PERF_SERVER_RETENTION: 'ever' },
      "option '--retention <duration>' value 'ever' from env 'PERF_SERVER_RETENTION' is invalid. Write a duration of at least 1m, such as 36h, 30d or 12w.",
    ],
  ])('names %s', async (_, args, env, message) => {
    const { code, stdout, stderr } = await runServer(args, env);
    expect([code, stdout, stderr]).toEqual([1, '', `error: ${message}\nRun perf-server --help for all options.\n`]);
  });

  it('explains itself', async () => {
    const { code, stdout } = await runServer(['--help']);
    expect(code).toBe(0);
    for (const flag of [
      '--port',
      '--host',
      '--data-dir',
      '--retention',
      '--retention-bytes',
      '--keep-raw',
      '--keep-10m',
      '--store',
      '--allow-host',
      '--api-key',
    ]) {
      expect(stdout).toContain(flag);
    }
    expect((await runServer(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('names a folder that cannot be used', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const { code, stderr } = await runServer(['--port', '0', '--no-self-profile', '--data-dir', file]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^perf-server: .*file already exists.*\n$/)]);
  });
});
