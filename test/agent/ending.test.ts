import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type End, fixture, Host } from './host.js';
import { functionNames, Sink } from './sink.js';

const AGENT = ['--import', '@perf/agent'];

/** Says it is up, and does what `setUp` adds. Stays up until a signal ends it. */
const staysUp = (setUp = '') => `${setUp}
  setInterval(() => {}, 1000);
  console.log('up');`;

describe('a process with the agent', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(() => sink.close());

  const run = (nodeOptions: string[], source: string) =>
    Host.run([...nodeOptions, '--eval', source], { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'ending' });

  /** How a program ends without the agent, and with it, when it is sent these signals. */
  async function ends(source: string, signals: NodeJS.Signals[]): Promise<[End, End]> {
    const both = [run([], source), run(AGENT, source)];
    const results = both.map(async (host) => {
      if (signals.length > 0) await host.prints(/up/);
      for (const signal of signals) host.kill(signal);
      return host.ended;
    });
    return Promise.all(results) as Promise<[End, End]>;
  }

  it.each<[string, string, NodeJS.Signals[], End]>([
    ['dies of SIGTERM', staysUp(), ['SIGTERM'], 'SIGTERM'],
    ['dies of SIGINT', staysUp(), ['SIGINT'], 'SIGINT'],
    ['dies of SIGINT sent twice, as npm does', staysUp(), ['SIGINT', 'SIGINT'], 'SIGINT'],
    ['ends by itself', 'let done = true', [], 0],
    ['ends by itself with an exit code', 'process.exitCode = 3', [], 3],
    ['ends by process.exit', 'process.exit(4)', [], 4],
    ['ends by an uncaught error', 'throw new Error("on purpose")', [], 1],
    ['has a handler that exits', staysUp('process.on("SIGTERM", () => process.exit(7));'), ['SIGTERM'], 7],
    [
      'has a handler that closes and lets go',
      `const timer = setInterval(() => {}, 1000);
       process.on('SIGTERM', () => { clearInterval(timer); process.exitCode = 8; });
       console.log('up');`,
      ['SIGTERM'],
      8,
    ],
    [
      'has a handler that raises the signal again',
      staysUp('process.once("SIGINT", () => setTimeout(() => process.kill(process.pid, "SIGINT"), 50));'),
      ['SIGINT'],
      'SIGINT',
    ],
    [
      'has signal-exit, which acts only where nobody else listens',
      staysUp('require("signal-exit")((code, signal) => console.log(signal));'),
      ['SIGTERM'],
      'SIGTERM',
    ],
    [
      'handles one signal and dies of the other',
      staysUp('process.on("SIGINT", () => {});'),
      ['SIGINT', 'SIGTERM'],
      'SIGTERM',
    ],
  ])('ends as without it when it %s', async (_case, source, signals, expected) => {
    expect(await ends(source, signals)).toEqual([expected, expected]);
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT'])('delivers its last window when it dies of %s', async (signal) => {
    const source = `const { spinTheWheel } = require('./test/agent/fixtures/spin.cjs'); ${staysUp()} spinTheWheel(200);`;
    const host = run(AGENT, source);
    await host.prints(/up/);
    host.kill(signal);
    expect(await host.ended).toBe(signal);
    expect(sink.windows).toHaveLength(1);
    expect(functionNames(sink.windows[0]?.profiles.get('cpu.pb.gz'))).toContain('spinTheWheel');
  });

  it('delivers its last window when it ends by itself', async () => {
    const host = run(AGENT, `require('./test/agent/fixtures/spin.cjs').spinTheWheel(200);`);
    expect(await host.ended).toBe(0);
    expect(functionNames(sink.windows[0]?.profiles.get('cpu.pb.gz'))).toContain('spinTheWheel');
  });

  it.each<[string, string, End]>([
    ['calls process.exit', 'process.exit(4)', 4],
    ['calls process.exit from a timer', 'setTimeout(() => process.exit(5), 10)', 5],
    ['dies of an uncaught error', 'throw new Error("on purpose")', 1],
    ['dies of an unhandled rejection', 'Promise.reject(new Error("on purpose"))', 1],
    ['handles SIGTERM by process.exit', 'process.on("SIGTERM", () => process.exit(6)); process.kill(process.pid)', 6],
  ])('delivers its last window when it %s, and shows nothing of it', async (_case, ending, expected) => {
    const source = `require('./test/agent/fixtures/spin.cjs').spinTheWheel(200);
      process.on('exit', (code) => console.log('exit', code));
      ${ending}; setInterval(() => {}, 1000);`;
    const [plain, host] = [run([], source), run(AGENT, source)];
    expect(await host.ended).toBe(expected);
    expect(await plain.ended).toBe(expected);
    expect(host.stdout).toBe(plain.stdout);
    expect(host.stderr.split('\n', 5)).toEqual(plain.stderr.split('\n', 5));
    const names = sink.windows.flatMap(({ profiles }) => functionNames(profiles.get('cpu.pb.gz')));
    expect(names).toContain('spinTheWheel');
    expect(new Set(sink.windows.map(({ meta }) => meta.id)).size).toBe(sink.windows.length);
  });

  it('leaves its last window to the next process when it exits at once and the server is away', async () => {
    const { port, url } = sink;
    await sink.close();
    const spool = join(tmpdir(), `perf-spool-of-ending-${process.pid}`);
    const variables = { PERF_SERVER_URL: url, PERF_SERVICE: 'ending', PERF_SPOOL_DIR: spool };
    const source = `require('./test/agent/fixtures/spin.cjs').spinTheWheel(200); process.exit(4);`;
    expect(await Host.run([...AGENT, '--eval', source], variables).ended).toBe(4);
    sink = await Sink.open(port);
    const next = Host.run([...AGENT, '--eval', staysUp()], variables);
    await sink.until(({ windows }) => windows.length === 1);
    next.kill('SIGKILL');
    await next.ended;
    await rm(spool, { recursive: true, force: true });
    expect(functionNames(sink.windows[0]?.profiles.get('cpu.pb.gz'))).toContain('spinTheWheel');
  });

  it('waits a moment for a server that never answers when it calls process.exit, and exits', async () => {
    sink.answers = ['never answer'];
    const host = run(AGENT, `require('./test/agent/fixtures/spin.cjs').spinTheWheel(100); process.exit(4);`);
    expect(await host.ended).toBe(4);
    expect(sink.attempts).toHaveLength(1);
  });

  it('delivers its last window when its own handler shuts it down', async () => {
    const host = Host.run([...AGENT, fixture('service.mjs')], { PERF_SERVER_URL: sink.url });
    const [, port] = await host.prints(/listening on (\d+)/);
    await fetch(`http://127.0.0.1:${port}/`);
    await fetch(`http://127.0.0.1:${port}/quit`).catch(() => undefined);
    expect(await host.ended).toBe(0);
    expect(sink.windows).toHaveLength(1);
    expect(sink.windows[0]?.meta.numbers.requests).toBe(2);
  });

  it('is not kept alive by windows that become due', async () => {
    const host = Host.run([...AGENT, '--eval', 'setTimeout(() => console.log("over"), 700)'], {
      PERF_SERVER_URL: sink.url,
      PERF_INTERVAL_MS: '100',
    });
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('over\n');
    expect(sink.windows.length).toBeGreaterThan(1);
  });

  it.each<[string, NodeJS.Signals[], End]>([
    ['ends by itself', [], 0],
    ['is terminated', ['SIGTERM'], 'SIGTERM'],
  ])('is not kept alive by a server that never answers when it %s', async (_case, signals, expected) => {
    sink.answers = Array.from({ length: 10 }, () => 'never answer');
    const host = run(AGENT, signals.length > 0 ? staysUp() : 'console.log("up")');
    await host.prints(/up/);
    for (const signal of signals) host.kill(signal);
    expect(await host.ended).toBe(expected);
    expect(sink.attempts).toHaveLength(1);
  });

  it('is not kept alive by a server that is not there', async () => {
    const host = run(AGENT, 'console.log("up")');
    await sink.close();
    expect(await host.ended).toBe(0);
    expect(host.said).toEqual([expect.stringMatching(/cannot deliver to .*: connect ECONNREFUSED/)]);
    sink = await Sink.open();
  });
});
