import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromPprof } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { end, freePort, start, whenReady } from '../demo/processes.js';
import { cpuprofileOf, heapprofileOf, perfScriptOf, speedscopeOf } from '../notation/files.js';
import { type Outcome, perfctl, startPerfctl } from './perfctl.js';

const folder = mkdtempSync(join(tmpdir(), 'perfctl-'));
const before = file('before.folded', 'main;serve;render 60\nmain;serve;parse 30\nmain;log 10\n');
const after = file('after.folded', 'main;serve;render 60\nmain;serve;parse 20\nmain;serve;sortAll 120\n');

let server: ChildProcess;
let url: string;

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(...args: string[]): Promise<Outcome> {
  return perfctl(...args, '--server', url);
}

/** What a successful call prints, with times and identifiers replaced. */
async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...args);
  if (code !== 0) throw new Error(stderr);
  return stdout
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '<time>')
    .replace(/sha256-[0-9a-f]{64}/g, '<id>')
    .replaceAll(folder, '<folder>')
    .trimEnd();
}

beforeAll(async () => {
  const port = await freePort(0);
  url = `http://127.0.0.1:${port}`;
  const options = ['--port', String(port), '--data-dir', join(folder, 'data'), '--no-self-profile'];
  server = start(join(process.cwd(), 'server/bundle/main.js'), [...options, '--log-level', 'silent'], {
    stdout: 'ignore',
  });
  await whenReady(server, `${url}/readyz`);
  await run('push', before, '--service', 'shop', '--version', '1.0.0', '--label', 'region=eu');
  await run('push', after, '--service', 'shop', '--version', '1.1.0', '--label', 'region=eu');
});

afterAll(async () => {
  await end(server);
  rmSync(folder, { recursive: true, force: true });
});

describe('push', () => {
  it('stores a profile once, however often it is sent', async () => {
    const push = ['push', file('once.folded', 'main 1\n'), '--service', 'once'];
    expect(await printed(...push)).toMatch(/^<folder>\/once\.folded +stored +<id>$/m);
    expect(await printed(...push)).toMatch(/^<folder>\/once\.folded +known already +<id>$/m);
  });

  it('sends folded stacks of any sample type', async () => {
    const stacks = file('cpu.folded', 'main;work 1500000000\n');
    await run('push', stacks, '--service', 'typed', '--type', 'cpu/nanoseconds');
    expect(await printed('top', 'cpu{service="typed"}')).toMatch(/1\.5 s +100 % +1\.5 s +100 % +work$/m);
  });

  it('sends a pprof as it is', async () => {
    const exported = join(folder, 'again.pb.gz');
    await run('export', 'samples{service="shop",version="1.0.0"}', '-o', exported);
    await run('push', exported, '--service', 'again', '--from', 'now-10m', '--until', 'now');
    expect(await printed('top', 'samples{service="again"}')).toMatch(/^ +60 +60\.0 % +60 +60\.0 % +render$/m);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['speedscope', speedscopeOf({ main: 'main;a 3' }), 'samples', /^ +3 +100 % +3 +100 % +a$/m],
    ['cpuprofile', cpuprofileOf('main;a 3'), 'sample', /^ +1 +100 % +1 +100 % +a$/m],
    ['heapprofile', heapprofileOf('main;a 3072'), 'inuse_space', /^ *3 KiB +100 % +3 KiB +100 % +a$/m],
    ['perf-script', perfScriptOf('main;a 2500000'), 'cpu', /^ *2\.5 ms +100 % +2\.5 ms +100 % +a$/m],
  ])('sends %s, known by its content', async (service, content, type, row) => {
    const path = file(`${service}.profile`, typeof content === 'string' ? content : JSON.stringify(content));
    const { stderr } = await run('push', path, '--service', service);
    expect(stderr).toBe('');
    expect(await printed('top', `${type}{service="${service}"}`)).toMatch(row);
  });

  it('sends what is piped to it', async () => {
    const { child, ended } = startPerfctl('push', '-', '--service', 'piped', '--server', url);
    child.stdin.end(perfScriptOf('main;a 2500000'));
    expect((await ended).stdout).toMatch(/^- +stored +sha256-/m);
  });

  it('hands on why the server refuses a file, and names the file', async () => {
    const path = join(folder, 'x.pb.gz');
    writeFileSync(path, Uint8Array.of(1, 2, 3, 4));
    const { code, stderr } = await run('push', path, '--service', 'x');
    expect(stderr).toMatch(/^perfctl: .*x\.pb\.gz: .+/);
    expect(code).toBe(2);
  });
});

describe('top', () => {
  it('prints functions by their own cost, after what they rest on', async () => {
    expect(await printed('top', 'samples{service="shop",version="1.0.0"}')).toBe(
      [
        'samples{service="shop",version="1.0.0"} from <time> until <time> UTC',
        'samples 100 in 1 profile of 1 instance',
        '',
        'self          total          function  file',
        '  60  60.0 %     60  60.0 %  render',
        '  30  30.0 %     30  30.0 %  parse',
        '  10  10.0 %     10  10.0 %  log',
        '   0  0.00 %    100   100 %  main',
        '   0  0.00 %     90  90.0 %  serve',
      ].join('\n'),
    );
  });

  it('says where to look when nothing matches', async () => {
    expect(await printed('top', 'samples{service="nobody"}')).toMatch(/No profile matches: `perfctl services` lists/);
  });

  it('hands on what is wrong with a selector', async () => {
    const { code, stderr } = await run('top', 'samples{service=shop}');
    expect(stderr).toMatch(/^perfctl: Selector: .+/);
    expect(code).toBe(2);
  });
});

describe('diff', () => {
  it('ranks functions by the change of their own cost', async () => {
    const text = await printed('diff', 'samples{version="1.0.0"}', 'samples{version="1.1.0"}', '--norm', 'absolute');
    expect(text.split('\n').slice(5)).toEqual([
      'samples in all',
      '',
      'self change  base  comparison  total change        function  file',
      '       +120     0         120          +120  new   sortAll',
      '        −10    10           0           −10  gone  log',
      '        −10    30          20           −10        parse',
      '          0     0           0          +110        serve',
      '          0     0           0          +100        main',
      '          0    60          60             0        render',
    ]);
  });

  it('compares shares unless told otherwise, and prints as many rows as asked for', async () => {
    const text = await printed('diff', 'samples{version="1.0.0"}', 'samples{version="1.1.0"}', '--limit', '1');
    expect(text.split('\n').slice(5)).toEqual([
      'samples as a share of each side',
      '',
      'self change    base  comparison  total change       function  file',
      '    +60.0 %  0.00 %      60.0 %       +60.0 %  new  sortAll',
      '',
      'And 5 more: see them with --limit 6.',
    ]);
  });

  it('writes a report for an issue', async () => {
    const sides = ['samples{version="1.0.0"}', 'samples{version="1.1.0"}'];
    const text = await printed('diff', ...sides, '--norm', 'absolute', '--format', 'markdown');
    expect(text).toMatch(/^# What changed$/m);
    expect(text).toContain('| ▲ +120 | 0 | 120 | `main` › `serve` › `sortAll` |');
    expect(text).toContain('| ▲ +100 | 100 | 200 | **all** |');
  });
});

describe('a diff of versions', () => {
  it('is that of the newest one with the one before it, unless they are named', async () => {
    const question = 'samples{service="shop",version="';
    const newest = await printed('diff', '--service', 'shop', '--type', 'samples', '--norm', 'absolute');
    expect(newest).toContain(`base:       ${question}1.0.0"}`);
    expect(newest).toContain(`comparison: ${question}1.1.0"}`);
    expect(newest).toMatch(/^ +\+120 +0 +120 +\+120 +new +sortAll$/m);
    const named = await printed(
      'diff',
      '1.1.0',
      '1.0.0',
      '--service',
      'shop',
      '--type',
      'samples',
      '--norm',
      'absolute',
    );
    expect(named).toMatch(/^ +−120 +120 +0 +−120 +gone +sortAll$/m);
  });

  it.each([
    [['--service', 'nobody'], "no service 'nobody' has told its version: `perfctl services` lists them"],
    [['1.0.0', '9.9.9', '--service', 'shop'], "shop has no version '9.9.9'. It has 1.1.0, 1.0.0"],
  ])('%j is a mistake, and named', async (args, message) => {
    const { code, stderr } = await run('diff', ...args);
    expect(stderr).toBe(`perfctl: ${message}\n`);
    expect(code).toBe(2);
  });
});

describe('export', () => {
  it('writes folded stacks to standard output', async () => {
    expect(await printed('export', 'samples{version="1.0.0"}', '--format', 'folded')).toBe(
      'main;log 10\nmain;serve;parse 30\nmain;serve;render 60',
    );
  });

  it('writes a pprof to a file', async () => {
    const target = join(folder, 'out.pb.gz');
    expect(await printed('export', 'samples{version="1.0.0"}', '-o', target)).toMatch(
      /^<folder>\/out\.pb\.gz: \d+ bytes$/,
    );
    const { stacks, samples } = fromPprof(decodePprof(readFileSync(target)));
    expect([...stacks.functions.name].sort()).toEqual(['log', 'main', 'parse', 'render', 'serve']);
    expect(samples.flatMap(({ vector }) => [...(vector.values[0] ?? [])]).sort()).toEqual([10, 30, 60]);
  });
});

describe('a view', () => {
  const selector = 'samples{service="shop",version="1.0.0"}';

  it('is what functions and exports are of, and says what it hides', async () => {
    const text = await printed('top', selector, '--view', 'ignore:parse;hide:serve', '--limit', '2');
    expect(text).toContain('samples 70 in 1 profile of 1 instance, 30 hidden by the view');
    expect(text).toMatch(/^ +60 +85\.7 % +60 +85\.7 % +render$/m);
    expect(await printed('export', selector, '--format', 'folded', '--view', 'hide:serve;ignore:log')).toBe(
      'main;parse 30\nmain;render 60',
    );
  });

  it('is taken of both sides of a comparison', async () => {
    const text = await printed('diff', selector, 'samples{version="1.1.0"}', '--view', 'focus:parse');
    expect(text).toMatch(/samples 30 in .*, 70 hidden by the view\n[\s\S]*samples 20 in .*, 180 hidden by the view/);
  });

  it('hands on what is wrong with it', async () => {
    const { code, stderr } = await run('top', selector, '--view', 'ignore');
    expect(stderr).toMatch(/^perfctl: view: ignore names no function: write .+/);
    expect(code).toBe(2);
  });
});

describe('services', () => {
  it('lists services with their versions, newest first', async () => {
    expect(await printed('services')).toMatch(/^shop +1\.1\.0 1\.0\.0 +1 +samples +<time>$/m);
  });

  it('is JSON on request', async () => {
    const { stdout } = await run('services', '--json');
    const { services } = JSON.parse(stdout) as { services: { name: string }[] };
    expect(services.map(({ name }) => name)).toContain('shop');
  });
});
