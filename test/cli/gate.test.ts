import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningServer } from '../server/running.js';
import { runVersion, usual } from '../server/versions.js';
import { perfctl, startPerfctl } from './perfctl.js';

describe('the gate of a pipeline', () => {
  let server: RunningServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perf-gate-'));
    server = await RunningServer.start();
    await runVersion(server, { service: 'shop', version: '1.0.0' }, usual, 90, { windows: 80 });
    await runVersion(server, { service: 'shop', version: '1.1.0' }, { ...usual, price: 170 }, 60);
    await runVersion(server, { service: 'shop', version: '1.2.0' }, { ...usual, price: 170 }, 58);
    await runVersion(server, { service: 'young', version: '1' }, usual, 40);
    await runVersion(server, { service: 'young', version: '2' }, usual, 40, { windows: 3 });
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const gate = (...args: string[]) => perfctl('gate', ...args, '--server', server.url.origin);

  it('lets a version pass that is as the one before, and says what it would have seen', async () => {
    const { code, stdout } = await gate('--service', 'shop');
    expect(stdout).toMatch(
      /^pass: shop 1\.2\.0 after 1\.1\.0\n {2}A change of \d+\.\d+ % of CPU would have been found four times in five\.\n/,
    );
    expect(stdout).toMatch(
      / {2}Before: 3 instances, \d+ windows, \d+ samples\. After: 3 instances, .*: at most 1\.00 %\.\n$/,
    );
    expect(code).toBe(0);
  });

  it('stops one that got slower, and names the function', async () => {
    const { code, stdout } = await gate('--service', 'shop', '1.0.0', '1.1.0');
    expect(stdout).toMatch(
      /^regression: shop 1\.1\.0 after 1\.0\.0\n {2}regressed price src\/price\.ts: \+\d+\.\d %.* of the CPU of 1\.0\.0 \(\+.*\)\n/,
    );
    expect(code).toBe(1);
  });

  it('stops it as well where nobody reads why', async () => {
    const of = ['--service', 'shop', '1.0.0', '1.1.0', '--server', server.url.origin];
    const { child, ended } = startPerfctl('gate', ...of);
    child.stdout.destroy();
    expect((await ended).end).toBe(1);
  });

  it('says that it cannot tell where there is too little, which is neither', async () => {
    const { code, stdout } = await gate('--service', 'young');
    expect(stdout).toMatch(/^cannot tell: young 2 after 1\n {2}\S/);
    expect(code).toBe(2);
  });

  it('writes a comment for a pull request, JSON, and a report that CI servers read', async () => {
    const of = ['--service', 'shop', '1.0.0', '1.1.0'];
    const markdown = await gate(...of, '--format', 'markdown');
    expect(markdown.stdout).toMatch(/^## shop 1\.1\.0 after 1\.0\.0: regression\n/);
    expect(markdown.stdout).toMatch(/^\| regressed \| `price` \| src\/price\.ts \| \+/m);
    const json = await gate(...of, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ gate: 'regression', result: { outcome: 'regressed' } });
    const junit = await gate(...of, '--format', 'junit');
    expect(junit.stdout).toMatch(/<testsuite name="perfctl gate" tests="1" failures="1" errors="0">/);
    expect(junit.stdout).toMatch(/<failure message="regression">regressed price src\/price\.ts/);
    expect([markdown, json, junit].map(({ code }) => code)).toEqual([1, 1, 1]);
    const unsure = await gate('--service', 'young', '--format', 'junit');
    expect(unsure.stdout).toMatch(/errors="1">[\s\S]*<error message="cannot tell">/);
  });

  const budgetFile = async (name: string, ...budgets: object[]): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, JSON.stringify(budgets));
    return file;
  };
  const parsing = { name: 'parsing', service: 'shop', kind: 'share', function: 'parse', atMostPercent: 40 };
  const pricing = { name: 'pricing', service: 'shop', kind: 'functionCpu', function: 'price', atMostPercent: 2 };

  it('lets budgets decide where there are some, and says how each stands', async () => {
    const kept = await budgetFile('kept.json', parsing, { ...pricing, atMostPercent: 30 });
    const of = ['--service', 'shop', '--base', '1.0.0', '--version', '1.1.0'];
    const passed = await gate(...of, '--budgets', kept);
    expect(passed.stdout).toMatch(
      /^pass: shop 1\.1\.0 after 1\.0\.0\n {2}kept: parsing: self share of parse at most 40 %\. 22\.\d+ %, .*\n {2}kept: pricing: self CPU of price at most \+30 % of all CPU before\. \+1\d\.\d+ %, .*\n {2}regressed price/,
    );
    expect(passed.code).toBe(0);
    const mixed = await budgetFile('mixed.json', parsing, pricing, { ...parsing, name: 'edge', atMostPercent: 22.4 });
    const broken = await gate(...of, '--budgets', mixed, '--json');
    const report = JSON.parse(broken.stdout);
    expect(report).toMatchObject({ gate: 'broken budget', result: { outcome: 'regressed' } });
    expect(report.budgets.map(({ status }: { status: string }) => status)).toEqual(['kept', 'broken', 'undecided']);
    const junit = await gate(...of, '--budgets', mixed, '--format', 'junit');
    expect(junit.stdout).toMatch(/<testsuite name="perfctl gate" tests="3" failures="1" errors="1">/);
    expect(junit.stdout).toMatch(
      /name="pricing">\s+<failure message="Broken">pricing: self CPU of price at most \+2 %/,
    );
    const markdown = await gate(...of, '--budgets', mixed, '--format', 'markdown');
    expect(markdown.stdout).toMatch(/^## shop 1\.1\.0 after 1\.0\.0: broken budget\n/);
    expect(markdown.stdout).toMatch(
      /^\| Broken \| pricing: self CPU of price .* \| \+1\d\.\d+ % \| \d+\.\d+ to 1\d\.\d+ % \|$/m,
    );
    expect([broken, junit, markdown].map(({ code }) => code)).toEqual([1, 1, 1]);
  });

  it('cannot tell where no budget is broken and one is not known to be kept', async () => {
    const heap = { name: 'heap', service: 'shop', kind: 'heapGrowth', atMostMiBPerHour: 1 };
    const { code, stdout } = await gate('--service', 'shop', '--budgets', await budgetFile('heap.json', parsing, heap));
    expect(stdout).toMatch(
      /^cannot tell: .*\n {2}kept: .*\n {2}cannot tell: heap: heap growth at most 1 MiB\/h\. There are no heap profiles \(inuse_space\)\.\n/,
    );
    expect(code).toBe(2);
  });

  it.each([
    [
      'a kind there is not',
      [{ ...parsing, kind: 'shares' }],
      /budget "parsing": there is no kind "shares"; did you mean share\?/,
    ],
    ['another service alone', [{ ...parsing, service: 'cart' }], /None of the budgets is of shop/],
    ['no list', [], /is no list of budgets/],
  ])('refuses budgets with %s', async (what, budgets, mistake) => {
    const { code, stderr } = await gate('--service', 'shop', '--budgets', await budgetFile(`${what}.json`, ...budgets));
    expect(stderr).toMatch(mistake);
    expect(code).toBe(2);
  });

  it('is a step of the pipeline in the documents, which passes, fails or cannot tell', async () => {
    const readme = await readFile('cli/README.md', 'utf8');
    const steps = [...readme.matchAll(/- name: (?:Compare|Report)\n(?: +if: always\(\)\n)? +run: (.*)/g)].map(
      ([, run]) => run,
    );
    expect(steps).toHaveLength(2);
    await symlink(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    /** How the step that compares ends, and the first line of the job's summary. */
    const job = async (SERVICE: string, BASE: string, VERSION: string): Promise<string> => {
      const summary = join(folder, `${SERVICE}-${VERSION}.md`);
      const variables = { PERF_SERVER_URL: server.url.origin, SERVICE, BASE, VERSION, GITHUB_STEP_SUMMARY: summary };
      const env = { ...process.env, ...variables };
      const codes = steps.map((step) => spawnSync('sh', ['-c', step as string], { cwd: folder, env }).status);
      expect(codes[1]).toBe(0);
      return `${codes[0]} ${(await readFile(summary, 'utf8')).split('\n')[0]}`;
    };
    expect(await job('shop', '1.1.0', '1.2.0')).toBe('0 ## shop 1.2.0 after 1.1.0: pass');
    expect(await job('shop', '1.0.0', '1.1.0')).toBe('1 ## shop 1.1.0 after 1.0.0: regression');
    expect(await job('young', '1', '2')).toBe('2 ## young 2 after 1: cannot tell');
  });

  it('names a version that is not there, and those that are', async () => {
    const { code, stderr } = await gate('--service', 'shop', '0.9', '1.1.0');
    expect(stderr).toMatch(/^perfctl: shop has no version '0\.9'\. It has 1\.2\.0, 1\.1\.0, 1\.0\.0/);
    expect(code).toBe(2);
  });
});
