import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRecordingRules } from '@perf/server/recording/rules-file.js';
import { drawnPprof, MINUTE } from './drawn.js';
import { storeUnseen } from './rounds.js';
import { RunningServer, runServer, temporaryFolder } from './running.js';

const SECOND = 1e9;

const RULES = [
  { name: 'parse', service: 'shop', function: 'parse' },
  { name: 'parse-with-callees', service: 'shop', function: 'parse', file: 'src/parse.ts', of: 'total' },
  { name: 'parse-eu', service: 'shop', labels: { region: 'eu' }, function: 'parse' },
  { name: 'parse-per-request', service: 'shop', env: 'prod', function: 'parse', per: 'request' },
  { name: 'not-sampled', service: 'shop', function: 'nothing' },
  { name: 'elsewhere', service: 'shop', function: 'parse', file: 'lib/parse.ts' },
  { name: 'long-windows', service: 'batch', function: 'parse' },
  { name: 'no-requests', service: 'job', function: 'main', per: 'request' },
  { name: 'no-data', service: 'gone', function: 'main' },
];

/** A minute of an instance. `parse` calls itself by way of `token`. */
const MINUTE_OF_SHOP = `
  main@src/main.ts ${12 * SECOND}
  main@src/main.ts;parse@src/parse.ts ${6 * SECOND}
  main@src/main.ts;parse@src/parse.ts;token@src/token.ts ${3 * SECOND}
  main@src/main.ts;parse@src/parse.ts;token@src/token.ts;parse@src/parse.ts ${3 * SECOND}`;

/** Five windows of two instances, whose middles are one to five minutes old. */
async function pushMinutes(server: RunningServer): Promise<void> {
  const now = Date.now();
  for (let ago = 1; ago <= 5; ago++) {
    for (const [instance, region] of Object.entries({ a: 'eu', b: 'us' })) {
      const middle = now - ago * MINUTE;
      const window = { from: middle - MINUTE / 2, until: middle + MINUTE / 2 };
      const labels = { service: 'shop', env: 'prod', version: '1', instance, region };
      const numbers = { requests: 900 };
      await server.pushWindow({ ...window, labels, numbers, id: `${instance}${ago}` }, [drawnPprof(MINUTE_OF_SHOP)]);
    }
  }
  const window = { from: now - 3 * MINUTE, until: now - 2 * MINUTE };
  await server.pushWindow({ ...window, labels: { service: 'job' }, id: 'job' }, [drawnPprof('main@src/main.ts 1')]);
}

/** Six windows of ten minutes, the middle of the newest of which is seven minutes old. */
async function pushLong(server: RunningServer): Promise<void> {
  for (let ago = 0; ago < 6; ago++) {
    const until = Date.now() - (10 * ago + 2) * MINUTE;
    const window = { from: until - 10 * MINUTE, until, labels: { service: 'batch' }, id: `batch${ago}` };
    await server.pushWindow(window, [drawnPprof(`main;parse ${60 * SECOND}`)]);
  }
}

describe('recording rules', () => {
  let dataDir: string;
  let metrics: string;
  beforeAll(async () => {
    dataDir = await temporaryFolder();
    const file = join(dataDir, 'rules.json');
    await writeFile(file, JSON.stringify({ rules: RULES }));
    await storeUnseen(dataDir, async (pushed) => {
      await pushMinutes(pushed);
      await pushLong(pushed);
    });
    const flags = ['--recording-rules', file, '--compare-every', '1s'];
    const server = await RunningServer.start({ dataDir, flags });
    do {
      metrics = (await server.ask('GET', '/metrics')).body.toString();
    } while (!metrics.includes('perf_function_cpu_seconds_rate{'));
    await server.stop();
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  const shown = (metric: string) =>
    Object.fromEntries(
      metrics
        .split('\n')
        .filter((line) => line.startsWith(`perf_function_cpu_seconds_${metric}{`))
        .map((line) => [/rule="([^"]*)"/.exec(line)?.[1] ?? '', Number(line.split(' ').at(-1))]),
    );

  it('show the cores that functions take, by themselves or with what they call', () => {
    expect(shown('rate')).toEqual({
      parse: 0.3,
      'parse-with-callees': 0.4,
      'parse-eu': 0.15,
      'not-sampled': 0,
      elsewhere: 0,
      'long-windows': 0.1,
    });
    expect(metrics).toContain(
      'perf_function_cpu_seconds_rate{rule="parse-with-callees",service="shop",env="",function="parse",of="total"} 0.4\n',
    );
  });

  it('show what they take for each request, and nothing where none was counted or nothing was recorded', () => {
    expect(shown('per_request')).toEqual({ 'parse-per-request': 0.01 });
  });
});

describe('a file of recording rules', () => {
  const rule = { name: 'parse', service: 'shop', function: 'parse' };
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    file = join(folder, 'rules.json');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each<[string, unknown, RegExp]>([
    [
      'a key that there is not',
      { rule: [] },
      /There is no "rule"; did you mean rules\? Known: rules\. It reads \{"rules"/,
    ],
    [
      'no function',
      { rules: [rule, { name: 'b', service: 'shop' }] },
      /: rule "b": function: Invalid input: expected string/,
    ],
    [
      'a word misspelt',
      { rules: [{ ...rule, fnction: 'a' }] },
      /: rule "parse": There is no "fnction"; did you mean function\?/,
    ],
    ['another choice', { rules: [{ ...rule, of: 'all' }] }, /: rule "parse": of: Write self or total\.$/],
    ['no name', { rules: [{ ...rule, name: '' }] }, /: rule 1: name: Write 1 to 100 letters/],
    [
      'one name twice',
      { rules: [rule, rule] },
      /: rule "parse": There is another of this name: call one of them otherwise\.$/,
    ],
    [
      'env as a label',
      { rules: [{ ...rule, labels: { env: 'a' } }] },
      /labels\.env: Write it beside the labels, as env\.$/,
    ],
    ['too many rules', { rules: new Array(101).fill(rule) }, /: rules: There may be 100 at most\./],
  ])('with %s is refused, and says where', async (_, content, message) => {
    await writeFile(file, JSON.stringify(content));
    expect(() => readRecordingRules(file)).toThrow(message);
  });

  it('with a mistake keeps the server from starting', async () => {
    await writeFile(file, '{');
    const args = ['--port', '0', '--no-self-profile', '--data-dir', folder, '--recording-rules', file];
    const { code, stderr } = await runServer(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/--recording-rules .*rules\.json: This is not JSON: /);
  });
});
