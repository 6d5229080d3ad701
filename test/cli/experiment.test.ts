import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DeploysReport, Experiment, ExperimentsReport } from '@perf/profile';
import { drawnPprof } from '../server/drawn.js';
import { RunningServer } from '../server/running.js';
import { runVersion, usual } from '../server/versions.js';
import { perfctlIn, startPerfctl } from './perfctl.js';

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-experiment-'));
  server = await RunningServer.start();
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => perfctlIn({ PERF_SERVER_URL: server.url.origin }, ...args);
const experiments = async () => (await server.get<ExperimentsReport>('/api/v1/experiments')).experiments;
const experiment = async (name: string) => (await experiments()).find((one) => one.name === name);

describe('perfctl experiment', () => {
  it('starts, stops, lists and forgets one', async () => {
    const labels = ['--label', 'region=eu', '--label', 'run=a=b'];
    const started = await run(
      'experiment',
      'start',
      'one',
      '--service',
      'shop',
      '--env',
      'test',
      ...labels,
      '--note',
      'why',
    );
    expect(started).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^one began at \d{4}-.* UTC\.\n$/),
    });
    expect(await experiment('one')).toMatchObject({
      service: 'shop',
      env: 'test',
      labels: { region: 'eu', run: 'a=b' },
      note: 'why',
    });
    expect((await run('experiment', 'list')).stdout).toMatch(
      /^experiment +service +began \(UTC\) +lasted +only +note\none +shop test +\S+ \S+ +still runs +region=eu run=a=b +why\n$/,
    );
    expect((await run('experiment', 'stop', 'one')).stdout).toMatch(
      /^one ended after [\d.]+ \w+: compare it as experiment:one\.\n$/,
    );
    const listed = await run('experiment', 'list', '--service', 'shop', '--json');
    expect(JSON.parse(listed.stdout)).toEqual({ experiments: [await experiment('one')] });
    expect(await run('experiment', 'delete', 'one')).toMatchObject({ code: 0, stdout: 'one is forgotten.\n' });
    expect(await experiments()).toEqual([]);
  });

  it('wraps a command: it lasts as long, ends as the command does, and the command is told', async () => {
    const source = 'console.log(process.env.PERF_EXPERIMENT, process.env.BAGGAGE); process.exit(3)';
    const wrap = ['experiment', '--service', 'shop', '--name', 'load'];
    const environment = { PERF_SERVER_URL: server.url.origin, BAGGAGE: 'tenant=a' };
    const { code, stdout, stderr } = await perfctlIn(environment, ...wrap, '--', 'node', '-e', source);
    expect([code, stdout]).toEqual([3, 'load tenant=a,experiment=load\n']);
    expect(stderr).toMatch(/^load ended after .*: compare it as experiment:load\.\n$/);
    const { fromMs, untilMs } = (await experiment('load')) as Experiment;
    expect((untilMs as number) - fromMs).toBeGreaterThan(0);
  });

  it('has a name of its own where none is given, and is on standard output alone with --json', async () => {
    const { code, stdout } = await run(
      'experiment',
      '--json',
      '--service',
      'shop',
      '--',
      'node',
      '-e',
      'console.log(1)',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: expect.stringMatching(/^node-\d{8}-\d{6}$/), service: 'shop' });
  });

  it('passes signals on, and ends the experiment first', async () => {
    const source = 'process.on("SIGTERM", () => process.exit(5)); console.log("up"); setInterval(() => 0, 1000)';
    const flags = ['--server', server.url.origin, '--service', 'shop', '--name', 'killed'];
    const { child, ended } = startPerfctl('experiment', ...flags, '--', 'node', '-e', source);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    expect((await ended).end).toBe(5);
    expect((await experiment('killed'))?.untilMs).toEqual(expect.any(Number));
  });

  it('ends as the command does also where it could not be ended, and says so as JSON too', async () => {
    const address = `${server.url.origin}/api/v1/experiments/gone`;
    const call = { method: 'DELETE', headers: { 'content-type': 'application/json' }, body: '{}' };
    const source = `fetch("${address}", ${JSON.stringify(call)}).then(() => process.exit(4))`;
    const flags = ['--json', '--service', 'shop', '--name', 'gone'];
    const { code, stdout, stderr } = await run('experiment', ...flags, '--', 'node', '-e', source);
    const message = expect.stringMatching(/^experiment gone was not ended: There is no experiment "gone"/);
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'mistake', message } });
    expect(stderr).toMatch(/^perfctl: experiment gone was not ended: /);
    expect(code).toBe(4);
  });

  it('leaves none behind of a command that there is not', async () => {
    const { code, stderr } = await run('experiment', '--service', 'shop', '--name', 'none', '--', 'no-such-program');
    expect(stderr).toMatch(/^perfctl: cannot run no-such-program: there is no such program/);
    expect(code).toBe(2);
    expect(await experiment('none')).toBeUndefined();
  });

  it.each([
    [['experiment', '--', 'true'], /name the service with --service/],
    [['experiment', '--service', 'shop'], /name what to run/],
    [['experiment', 'stop', 'nobody'], /There is no experiment "nobody"/],
    [['experiment', 'start', 'x', '--service', 'shop', '--label', 'eu'], /--label eu has no value/],
    [['gate', 'experiment:nobody', 'experiment:load'], /There is no experiment "nobody"/],
  ])('names the mistake in %j', async (args, mistake) => {
    const { code, stderr } = await run(...args);
    expect(stderr).toMatch(mistake);
    expect(code).toBe(2);
  });
});

describe('two experiments', () => {
  beforeAll(async () => {
    // One after the other, of the same version: only their times tell them apart.
    await runVersion(server, { service: 'cart', version: '1' }, usual, 100, { windows: 40 });
    await runVersion(server, { service: 'cart', version: '1' }, { ...usual, price: 170 }, 50, { windows: 40 });
    const of = ['--service', 'cart', '--label', 'version=1'];
    await run('experiment', 'start', 'before', ...of, '--from', 'now-101m', '--until', 'now-55m');
    await run('experiment', 'start', 'after', ...of, '--from', 'now-51m', '--until', 'now-5m');
  });

  it('are compared by name', async () => {
    const { stdout } = await run('diff', 'experiment:before', 'experiment:after');
    expect(stdout).toMatch(
      /^base: +cpu\{service="cart",version="1"\} from .*\n +cpu .* in 120 profiles of 3 instances\n/,
    );
    expect(stdout).toMatch(/^ *\+\d.* +price +src\/price\.ts$/m);
  });

  it('ran one after the other, so that a gate needs to be told that they are alike', async () => {
    const sides = ['--base', 'experiment:before', '--comparison', 'experiment:after'];
    const unsure = await run('gate', ...sides);
    expect(unsure.stdout).toMatch(/^cannot tell: cart experiment:after after experiment:before\n/);
    const told = await run('gate', ...sides, '--accept-advisory');
    expect(told.stdout).toMatch(/^regression: .*\n {2}regressed price src\/price\.ts: \+1\d\.\d %/);
    const back = await run('gate', 'experiment:after', 'experiment:before', '--accept-advisory');
    expect(back.stdout).toMatch(/^pass: cart experiment:before after experiment:after\n {2}improved price/);
    expect([unsure.code, told.code, back.code]).toEqual([2, 1, 0]);
  });

  it('are held against budgets, beside a version as well', async () => {
    const file = join(folder, 'budgets.json');
    const parsing = { name: 'parsing', service: 'cart', kind: 'share', function: 'parse', atMostPercent: 40 };
    await writeFile(file, JSON.stringify([parsing]));
    const { code, stdout } = await run(
      'gate',
      '--base',
      '1',
      '--comparison',
      'experiment:after',
      '--service',
      'cart',
      '--budgets',
      file,
    );
    expect(stdout).toMatch(
      /^pass: cart experiment:after after 1\n {2}kept: parsing: self share of parse at most 40 %\. 22/,
    );
    expect(code).toBe(0);
  });

  it('are of one service', async () => {
    await run('experiment', 'start', 'elsewhere', '--service', 'shop');
    const { code, stderr } = await run('gate', 'experiment:before', 'experiment:elsewhere');
    expect([code, stderr]).toEqual([
      2,
      'perfctl: experiment:elsewhere is of shop: both sides are of one service and environment\n',
    ]);
  });
});

describe('perfctl deploy', () => {
  it('says what a version is, beside it wherever deploys are listed', async () => {
    const of = ['--service', 'noted', '--env', 'prod', '--version', '1.1.0'];
    const said = ['--message', 'new tax', '--link', 'https://example.org/7', '--commit', 'abc123'];
    expect(await run('deploy', ...of, ...said)).toMatchObject({ code: 0, stdout: 'Noted: noted 1.1.0 in prod.\n' });
    await server.push({ service: 'noted', env: 'prod', version: '1.1.0' }, drawnPprof('main 1'));
    const { deploys } = await server.get<DeploysReport>('/api/v1/deploys', { service: 'noted' });
    expect(deploys).toMatchObject([
      { version: '1.1.0', note: { message: 'new tax', link: 'https://example.org/7', commit: 'abc123' } },
    ]);
  });

  it('names a mistake', async () => {
    const { code, stderr } = await run('deploy', '--service', 'noted', '--version', '1', '--link', 'here');
    expect([code, stderr]).toEqual([2, 'perfctl: link: must be an http or https address.\n']);
  });
});
