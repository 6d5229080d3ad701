import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { fromPprof, type Profile } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { perfctl, perfctlIn, startPerfctl } from './perfctl.js';

// A folder with a blank in its name, as many have.
const folder = mkdtempSync(join(tmpdir(), 'perfctl record '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPIN = 'function spinTheWheel(ms) { const end = Date.now() + ms; while (Date.now() < end); }';

function program(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

function profileIn(file: string): Profile {
  return fromPprof(decodePprof(readFileSync(file)));
}

let recordings = 0;
/** Records into a folder of its own, with no server anywhere. */
async function record(...command: string[]) {
  const output = join(folder, `recording ${++recordings}`);
  const outcome = await perfctlIn({ PERF_SERVER_URL: 'http://127.0.0.1:9' }, 'record', '-o', output, '--', ...command);
  return { ...outcome, cpu: join(output, 'cpu.pb.gz'), heap: join(output, 'heap.pb.gz') };
}

describe('record', () => {
  it.each([
    ['an ES module', 'program.mjs', `import 'node:fs'; ${SPIN} spinTheWheel(300);`],
    ['CommonJS', 'program.cjs', `require('node:fs'); ${SPIN} spinTheWheel(300);`],
    ['a program that exits', 'exits.cjs', `${SPIN} spinTheWheel(300); process.exit(0);`],
  ])('writes what %s did, and prints its hot paths', async (_, name, source) => {
    const { code, stdout, stderr, cpu, heap } = await record('node', program(name, source));
    expect(stderr).toMatch(/^node .*: cpu \d.* in /m);
    expect(stderr).toMatch(/^ *[\d.]+ ms +[\d.]+ % +spinTheWheel +\S+ +\S+/m);
    expect(stderr).toContain(`Written: ${cpu}, ${heap}.`);
    expect(stdout).toBe('');
    expect(code).toBe(0);
    expect(profileIn(cpu).stacks.functions.name).toContain('spinTheWheel');
    expect(profileIn(heap).sampleTypes).toContainEqual({ type: 'inuse_space', unit: 'bytes' });
  });

  it('leaves arguments, input, output and environment to the command', async () => {
    const file = program(
      'echo.cjs',
      'console.log(process.argv[2], process.env.PERF_SERVICE); process.stdin.pipe(process.stdout);',
    );
    const { child, ended } = startPerfctl('record', '-o', join(folder, 'echo'), 'node', file, '--limit');
    child.stdin.end('from the pipe');
    expect((await ended).stdout).toBe('--limit undefined\nfrom the pipe');
  });

  it('says nothing of a service that the program has not', async () => {
    const { stderr } = await record('node', program('quiet.cjs', `${SPIN} spinTheWheel(100);`));
    expect(stderr).not.toContain('[perf]');
  });

  it('records the processes that the command starts, and tells them apart', async () => {
    const child = program('child.mjs', `${SPIN} spinTheWheel(200);`);
    const source = `${SPIN} require('node:child_process').execFileSync(process.execPath, [${JSON.stringify(child)}]); spinTheWheel(200);`;
    const { cpu, stderr } = await record('node', program('parent.cjs', source));
    expect(stderr).toMatch(/ \(2 processes\)$/m);
    const processes = profileIn(cpu).samples.flatMap(({ labels }) => labels.map(({ key, str }) => `${key} ${str}`));
    expect([...new Set(processes.map((one) => one.replace(/\d+/, '<pid>')))].sort()).toEqual([
      'process child:<pid>',
      'process parent:<pid>',
    ]);
  });

  it('prints JSON on request, and the output of the command elsewhere', async () => {
    const file = program('json.cjs', `${SPIN} spinTheWheel(200); console.log('mine'); process.exitCode = 4;`);
    const { code, stdout, stderr } = await perfctl('record', '--json', '-o', join(folder, 'json'), '--', 'node', file);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ code: 4, signal: null, processes: 1, type: 'cpu', unit: 'nanoseconds' });
    expect(report.paths[0].frames.at(-1).name).toBe('spinTheWheel');
    expect(stderr).toBe('mine\n');
    expect(code).toBe(4);
  });

  it('takes the steps of a view and other sample types', async () => {
    const file = program('view.cjs', `${SPIN} spinTheWheel(200);`);
    const options = ['--view', 'ignore:spinTheWheel', '--type', 'sample', '--limit', '3', '-o', join(folder, 'view')];
    const { stderr } = await perfctl('record', ...options, '--', 'node', file);
    expect(stderr).toMatch(/: sample \d+ in .*, \d+ hidden by the view$/m);
    expect(stderr).not.toContain(' spinTheWheel ');
  });
});

describe('a sample type that was not recorded', () => {
  it('costs what is printed, and neither the recording nor the exit code', async () => {
    const output = join(folder, 'other type');
    const file = program('type.cjs', `${SPIN} spinTheWheel(200); process.exitCode = 6;`);
    const options = ['--type', 'inuse_space', '--json', '-o', output];
    const { code, stdout, stderr } = await perfctl('record', ...options, '--', 'node', file);
    expect(stderr).toMatch(/^perfctl: .* has no samples of type 'inuse_space'\. It has .*: name one with --type$/m);
    expect(stderr).toContain(`Written: ${join(output, 'cpu.pb.gz')}, ${join(output, 'heap.pb.gz')}.`);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'mistake' } });
    expect(code).toBe(6);
    expect(profileIn(join(output, 'cpu.pb.gz')).stacks.functions.name).toContain('spinTheWheel');
  });
});

describe('a recorded command ends as it does without', () => {
  it.each([
    ['by itself', 'process.exitCode = 0', 0],
    ['with an exit code', 'process.exitCode = 3', 3],
    ['by process.exit', 'process.exit(5)', 5],
    ['by an error', 'throw new Error("on purpose")', 1],
  ])('%s', async (_, source, code) => {
    expect((await record('node', '-e', `${SPIN} spinTheWheel(100); ${source}`)).code).toBe(code);
  });

  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])('by %s, which is passed on', async (signal) => {
    const output = join(folder, signal);
    const source = `${SPIN} spinTheWheel(200); setInterval(() => {}, 1000); console.log('up');`;
    const { child, ended } = startPerfctl('record', '-o', output, '--', 'node', '-e', source);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect((await ended).end).toBe(signal);
    expect(profileIn(join(output, 'cpu.pb.gz')).stacks.functions.name).toContain('spinTheWheel');
  });

  it('after a signal, where it answers that itself', async () => {
    const source = "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('up');";
    const { child, ended } = startPerfctl('record', '-o', join(folder, 'answers'), '--', 'node', '-e', source);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect((await ended).end).toBe(7);
  });
});

describe('a recording that is none is exit code 2, and says why', () => {
  it.each([
    ['a program that is not there', ['no-such-program'], /cannot run no-such-program: there is no such program/],
    ['a program without a name', [''], /cannot run '': /],
    ['a program below a file', ['/dev/null/x'], /cannot run \/dev\/null\/x: /],
    ['a program that is not Node', ['true'], /true sent no profile: it ran no Node\.js/],
  ])('%s', async (_, command, message) => {
    const { code, stderr, cpu } = await record(...command);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(dirname(cpu))).toBe(false);
  });

  it('but a command that failed keeps its own code', async () => {
    expect((await record('sh', '-c', 'exit 9')).code).toBe(9);
    const { code, stdout } = await perfctl('record', '--json', '--', 'sh', '-c', 'exit 9');
    const message = expect.stringMatching(/^sh sent no profile: /);
    expect(JSON.parse(stdout)).toEqual({ error: { kind: 'mistake', message } });
    expect(code).toBe(9);
  });

  it('also before the command runs, where it could not be written', async () => {
    const ran = join(folder, 'ran');
    const { code, stderr } = await perfctl('record', '-o', '/dev/null/x', '--', 'touch', ran);
    expect(stderr).toMatch(/^perfctl: cannot write to \/dev\/null\/x: .* Name another folder with -o\n$/);
    expect(code).toBe(2);
    expect(existsSync(ran)).toBe(false);
  });

  it.each([
    ['no command', ['record'], /missing required argument 'command'/],
    ['a rate out of bounds', ['record', '--hz', '5000', 'node'], /whole number from 1 to 1000/],
    ['a view that cannot be read', ['record', '--view', 'ignore', 'node'], /view: ignore names no function/],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await perfctl(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
