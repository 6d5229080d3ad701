import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fromPprof, toPprof } from '@perf/profile';
import { decodePprof, encodePprof } from '@perf/proto';
import { cpuprofileOf, heapprofileOf, perfScriptOf } from '../notation/files.js';
import { largeProfile } from '../notation/large-profile.js';
import { profileOf } from '../notation/profile-of.js';
import { perfctl, startPerfctl } from './perfctl.js';

const folder = mkdtempSync(join(tmpdir(), 'perfctl-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const before = file(
  'before.pb.gz',
  gzipSync(encodePprof(toPprof(profileOf('main;render 60\nmain;parse 30\nmain;log 10')))),
);
const after = file('after.folded', 'main;render 60\nmain;parse 20\nmain;sortAll 120\n');
const heap = file('app.heapprofile', JSON.stringify(heapprofileOf('main;a 3072')));
const cpu = file('app.cpuprofile', JSON.stringify(cpuprofileOf('main;a 3000\nmain;b 1000')));
const script = file('perf.txt', perfScriptOf('main;a 2500000'));
const steering = file(
  'steering.pb.gz',
  gzipSync(encodePprof(toPprof({ ...profileOf('main 3'), sampleTypes: [{ type: 'odd', unit: '\u001b[2Jx' }] }))),
);

/** What a successful call prints, without a server. */
async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await perfctl(...args);
  if (code !== 0) throw new Error(stderr);
  return stdout.replaceAll(folder, '<folder>').trimEnd();
}

describe('what could steer a terminal', () => {
  it('is shown as ? where a unit has it', async () => {
    expect(await printed('top', steering)).toMatch(/^<folder>\/steering\.pb\.gz: odd 3 \?\[2Jx\n/);
    expect(await printed('diff', steering, steering, '--format', 'markdown')).toContain('| 3 U+001B\\[2Jx |');
  });

  it('is shown as ? in what is said of a mistake', async () => {
    const { stderr } = await perfctl('top', cpu, '--type', '\u001b[2J');
    expect(stderr).toMatch(/has no samples of type '\?\[2J'/);
  });
});

describe('top of a file', () => {
  it('is that of its most important sample type, with what the file says of time', async () => {
    expect(await printed('top', cpu)).toBe(
      [
        '<folder>/app.cpuprofile: wall 4 ms in 4 ms',
        '',
        'self          total          function  file',
        '3 ms  75.0 %   3 ms  75.0 %  a',
        '1 ms  25.0 %   1 ms  25.0 %  b',
        '0 ns  0.00 %   4 ms   100 %  main',
      ].join('\n'),
    );
  });

  it('is that of another type, and of a view', async () => {
    expect(await printed('top', cpu, '--type', 'sample', '--view', 'ignore:b')).toContain(
      'sample 1 in 4 ms, 1 hidden by the view',
    );
  });

  it.each([
    [heap, /inuse_space 3 KiB\n/],
    [script, /cpu 2\.5 ms\n/],
  ])('is known by its content: %s', async (path, heading) => {
    expect(await printed('top', path)).toMatch(heading);
  });

  it('may come through a pipe', async () => {
    const { child, ended } = startPerfctl('top', '-');
    child.stdin.end('main;a 3\n');
    expect((await ended).stdout).toMatch(/^ *3 +100 % +3 +100 % +a$/m);
  });

  it('has the shape of the server on request', async () => {
    const report = JSON.parse(await printed('top', after, '--json', '--limit', '1'));
    expect(report).toMatchObject({ type: 'samples', unit: 'count', total: 200, profiles: 1, hidden: 0 });
    expect(report.functions).toEqual([{ name: 'sortAll', file: '', package: '', line: 0, self: 120, total: 120 }]);
  });
});

describe('a diff of two files', () => {
  it('ranks functions by the change of their own cost, whatever their formats', async () => {
    expect(await printed('diff', before, after, '--type', 'samples', '--norm', 'absolute', '--limit', '3')).toBe(
      [
        'base:       <folder>/before.pb.gz: samples 100',
        'comparison: <folder>/after.folded: samples 200',
        '',
        'samples in all',
        '',
        'self change  base  comparison  total change        function  file',
        '       +120     0         120          +120  new   sortAll',
        '        −10    10           0           −10  gone  log',
        '        −10    30          20           −10        parse',
        '',
        'And 2 more: see them with --limit 5.',
      ].join('\n'),
    );
  });

  it('is a report for an issue, or JSON of the shape of the server, on request', async () => {
    const markdown = await printed(
      'diff',
      before,
      after,
      '--type',
      'samples',
      '--norm',
      'absolute',
      '--format',
      'markdown',
    );
    expect(markdown).toContain('| ▲ +120 | 0 | 120 | `main` › `sortAll` |');
    const report = JSON.parse(await printed('diff', before, after, '--type', 'samples', '--json'));
    expect(report.changes[0]).toMatchObject({ function: 'sortAll', kind: 'new', self: 0.6 });
    expect(report.waterfall.bars).not.toEqual([]);
    expect(report.nodes.total[0]).toBeCloseTo(1);
  });

  it('is of what a view leaves of both sides', async () => {
    const text = await printed('diff', before, after, '--type', 'samples', '--view', 'focus:parse');
    expect(text).toMatch(/samples 30, 70 hidden by the view\n.*samples 20, 180 hidden by the view/);
  });

  it('is the same of large files, which are read side by side', async () => {
    const [one = new Uint8Array()] = largeProfile(80_000, 1).bodies;
    const profile = fromPprof(decodePprof(one));
    const slower = profile.samples.map(({ labels, vector }) => {
      return { labels, vector: { ...vector, values: vector.values.map((column) => column.map((value) => 2 * value)) } };
    });
    const large = file('large.pb.gz', one);
    const double = file('double.pb.gz', gzipSync(encodePprof(toPprof({ ...profile, samples: slower }))));
    const report = JSON.parse(await printed('diff', large, double, '--norm', 'absolute', '--json'));
    expect(report.comparison.total).toBe(2 * report.base.total);
    expect(report.changes.every((row: { baseTotal: number; total: number }) => row.total === 2 * row.baseTotal)).toBe(
      true,
    );
    const broken = file('broken.pb.gz', one.slice(0, -9));
    const { code, stderr } = await perfctl('diff', broken, double);
    expect(stderr).toMatch(/^perfctl: .*broken\.pb\.gz: The gzip stream ends early/);
    expect(code).toBe(2);
  });
});

describe('export of a file', () => {
  it('writes another format', async () => {
    expect(await printed('export', cpu, '--format', 'folded')).toBe('main;a 3000000\nmain;b 1000000');
    const speedscope = JSON.parse(await printed('export', before, '--format', 'speedscope'));
    expect(speedscope.shared.frames.map(({ name }: { name: string }) => name).sort()).toEqual([
      'log',
      'main',
      'parse',
      'render',
    ]);
  });

  it('keeps all sample types in a pprof, unless one is asked for', async () => {
    const target = join(folder, 'out.pb.gz');
    const types = async (...options: string[]) => {
      await printed('export', cpu, '-o', target, ...options);
      return fromPprof(decodePprof(readFileSync(target))).sampleTypes.map(({ type }) => type);
    };
    expect(await types()).toEqual(['wall', 'sample']);
    expect(await types('--type', 'sample')).toEqual(['sample']);
  });
});

describe('a mistake with files is exit code 2, and named', () => {
  it.each<[string, string[], RegExp]>([
    ['a file that is not there', ['top', 'nowhere.pb.gz'], /cannot read nowhere\.pb\.gz: ENOENT/],
    [
      'a file that is no profile',
      ['top', file('note.txt', 'Dear all,\n')],
      /note\.txt: Line 1: 'all,' is not a number/,
    ],
    ['a type that is not there', ['top', cpu, '--type', 'cpu'], /has no samples of type 'cpu'\. It has wall, sample/],
    ['a file and a selector', ['diff', before, 'cpu{}'], /is a file and the other side is a selector/],
    ['one side alone', ['diff', before], /name two selectors or two files, or a service with --service/],
    ['two different types', ['diff', after, heap], /app\.heapprofile has no samples of type 'samples'/],
    ['requests of files', ['diff', before, before, '--norm', 'perRequest'], /--norm perRequest is for services/],
    ['time nobody knows', ['diff', after, after, '--norm', 'perSecond'], /does not say how long it was recorded/],
    ['a type for a file that has its own', ['push', cpu, '--service', 'x', '--type', 'cpu/ns'], /leave out --type/],
    ['a page of a file', ['open', cpu], /drop it on any page of the viewer/],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await perfctl(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
