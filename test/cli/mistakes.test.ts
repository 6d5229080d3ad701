import { spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../demo/processes.js';
import { PERFCTL, perfctl } from './perfctl.js';

const folder = mkdtempSync(join(tmpdir(), 'perfctl-'));
const broken = join(folder, 'broken.folded');
writeFileSync(broken, 'main;render 3\nmain;render\n');
const whole = join(folder, 'whole.folded');
writeFileSync(whole, 'main;render 3\n');

describe('a mistake in the call is exit code 2, and named', () => {
  it.each([
    ['an unknown command', ['tops'], /Did you mean top\?/],
    ['an unknown option', ['top', 'cpu{}', '--limt', '3'], /Did you mean --limit\?/],
    ['a missing selector', ['top'], /missing required argument 'selector or file'/],
    ['a limit that is no number', ['top', 'cpu{}', '--limit', 'x'], /whole number/],
    ['a norm that does not exist', ['diff', 'cpu{}', 'cpu{}', '--norm', 'shares'], /Allowed choices are share/],
    ['an address that is none', ['services', '--server', 'localhost:7070'], /--server is 'localhost:7070'/],
    ['a profile without a service', ['push', 'x.pb.gz'], /required option '--service <name>'/],
    ['a file that is not there', ['push', 'nowhere.pb.gz', '--service', 'x'], /cannot read nowhere\.pb\.gz/],
    ['folded stacks without a count', ['push', broken, '--service', 'x'], /broken\.folded: Line 2/],
    ['a label without a value', ['push', broken, '--service', 'x', '--label', 'eu'], /name=value/],
    ['a label with an option of its own', ['push', broken, '--service', 'x', '--label', 'version=1'], /Use --version/],
    ['a reserved label', ['push', broken, '--service', 'x', '--label', 'id=1'], /'id' is reserved/],
  ])('%s', async (_what, args, message) => {
    const { code, stderr, stdout } = await perfctl(...args);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

it('a mistake is JSON where JSON was asked for, on standard output as any answer', async () => {
  const mistakes = [await perfctl('export', 'cpu{}', '--json'), await perfctl('top', '--json')];
  expect(mistakes.map(({ code, stdout }) => [code, JSON.parse(stdout)])).toEqual([
    [2, { error: { kind: 'mistake', message: '--json describes the file written: name one with -o' } }],
    [2, { error: { kind: 'mistake', message: "missing required argument 'selector or file'" } }],
  ]);
});

describe('a server that does not answer is exit code 2', () => {
  it('and perfctl says how to start one', async () => {
    const url = `http://127.0.0.1:${await freePort(0)}`;
    const { code, stderr } = await perfctl('services', '--server', url);
    expect(stderr).toBe(
      `perfctl: cannot reach the perf server at ${url} (ECONNREFUSED). ` +
        'Start it with `npm start` or `perf-server`, or name another one with --server or PERF_SERVER_URL\n',
    );
    expect(code).toBe(2);
    const { stdout } = await perfctl('services', '--server', url, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'server' } });
  });
});

describe('a server that is none of ours is exit code 2', () => {
  let stranger: Server;
  let url: string;

  beforeAll(async () => {
    stranger = createServer((request, response) => {
      response.statusCode = request.url?.endsWith('services') ? 200 : 404;
      response.end('<h1>Welcome</h1>');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    stranger.closeAllConnections();
    stranger.close();
  });

  it.each([
    ['services', [], 'something other than JSON'],
    ['top', ['cpu{}'], '404 without a problem document'],
  ])('%s says what came back', async (command, args, what) => {
    const { code, stderr } = await perfctl(command, ...args, '--server', url);
    expect(stderr).toBe(`perfctl: ${url} answered ${what}: is that a perf server?\n`);
    expect(code).toBe(2);
  });
});

describe('what perfctl fails at itself is exit code 2, never the 1 of a regression', () => {
  it('and keeps its stack trace, and is JSON as well where that was asked for', async () => {
    const stranger = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    const asked = ['gate', '--service', 'shop', '--server', `http://127.0.0.1:${port}`, '--json'];
    const { code, stdout, stderr } = await perfctl(...asked);
    stranger.closeAllConnections();
    stranger.close();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^perfctl failed: TypeError: .*\n +at /);
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'defect', message: expect.stringContaining('undefined') } });
  });

  it('such as a standard output that takes nothing', () => {
    const readOnly = openSync('/dev/null', 'r');
    const ended = spawnSync(process.execPath, [PERFCTL, 'top', whole], { stdio: ['ignore', readOnly, 'pipe'] });
    expect(String(ended.stderr)).toMatch(/^perfctl: cannot write to standard output: EBADF/);
    expect(ended.status).toBe(2);
  });
});

it('the help lists the commands and the exit codes', async () => {
  const { code, stdout } = await perfctl('--help');
  expect(stdout.match(/^ {2}(record|push|services|top|diff|export) .*[[<]/gm)).toHaveLength(6);
  expect(stdout).toMatch(/Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 /);
  expect(code).toBe(0);
});
