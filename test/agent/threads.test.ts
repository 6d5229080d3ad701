import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from 'pprof-format';
import { Inbox } from '../../agent/dist/threads/inbox.js';
import { addThreadNumbers } from '../../agent/dist/threads/numbers.js';
import { fixture, Host } from './host.js';
import { functionNames, type ReceivedWindow, Sink, samplesByLabel, total } from './sink.js';

const SPINNER = JSON.stringify(fixture('threads/spinner.mjs'));
const SPIN = JSON.stringify(fixture('spin.cjs'));

/** A process that starts worker threads: `spinner` runs the fixture, `thread` what is given as text. */
const PROGRAM = `
  const { once } = require('node:events');
  const { Worker } = require('node:worker_threads');
  const { spinTheWheel } = require(${SPIN});
  const spinner = (workerData, options) => new Worker(${SPINNER}, { workerData, ...options });
  const thread = (source, options) => new Worker(source, { eval: true, ...options });
  const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
`;

/** The threads of a profile's samples, each once. */
function threadsOf(profile: Profile | undefined): string[] {
  return Object.keys(samplesByLabel(profile, 'thread'));
}

describe('worker threads', () => {
  let sink: Sink;
  const hosts: Host[] = [];
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) host.kill('SIGKILL');
    await sink.close();
  });

  function run(source: string, nodeOptions: string[] = ['--require', '@perf/agent'], variables = {}): Host {
    const program = `${PROGRAM} (async () => { ${source} })();`;
    const host = Host.run([...nodeOptions, '--eval', program], {
      PERF_SERVER_URL: sink.url,
      PERF_SERVICE: 'threads',
      PERF_OVERHEAD_BUDGET: '1',
      ...variables,
    });
    hosts.push(host);
    return host;
  }

  /** All profiles of a kind that came from worker threads. */
  const profilesOf = (kind: 'cpu' | 'heap', windows: readonly ReceivedWindow[] = sink.windows) =>
    windows.flatMap(({ profiles }) =>
      [...profiles].filter(([name]) => name.startsWith(`${kind}-`)).map(([, one]) => one),
    );

  it.each([
    ['--require', ['--require', '@perf/agent']],
    ['--import', ['--import', '@perf/agent']],
  ])('are profiled within the window of their process when %s loads the agent', async (_way, nodeOptions) => {
    const host = run(`await once(spinner({ spinMs: 300 }), 'exit');`, nodeOptions);
    expect(await host.ended).toBe(0);
    expect(host.stderr).toBe('');

    const [cpu, ...others] = profilesOf('cpu');
    expect(others).toEqual([]);
    expect(functionNames(cpu)).toContain('spinInThread');
    expect(threadsOf(cpu)).toEqual(['spinner']);
    expect(threadsOf(profilesOf('heap')[0])).toEqual(['spinner']);
    const ofMain = sink.windows[0]?.profiles.get('cpu.pb.gz');
    expect(functionNames(ofMain)).not.toContain('spinInThread');
    expect(threadsOf(ofMain)).toEqual(['main']);
  });

  it('are profiled when they import the agent themselves', async () => {
    const host = run(
      `require('@perf/agent/api').init({ cpuHz: 20 });
       await once(thread('require("@perf/agent"); require(${SPIN}).spinTheWheel(600);'), 'exit');`,
      [],
    );
    expect(await host.ended).toBe(0);
    const [cpu] = profilesOf('cpu');
    expect(functionNames(cpu)).toContain('spinTheWheel');
    // As often as the main thread was told to, which the thread was not.
    const samplesPerSecond = total(cpu, 'sample/count') / (total(cpu, 'wall/nanoseconds') / 1e9);
    expect(samplesPerSecond).toBeLessThan(30);
  });

  it('leave no label in a process that has none', async () => {
    await run('spinTheWheel(100);').ended;
    expect(threadsOf(sink.windows[0]?.profiles.get('cpu.pb.gz'))).toEqual([]);
  });

  it('are named by their scripts, so that a pool is one thread', async () => {
    const host = run(`await Promise.all([1, 2].map(() => once(spinner({ spinMs: 100 }), 'exit')));`);
    await host.ended;
    expect(profilesOf('cpu').map(threadsOf)).toEqual([['spinner'], ['spinner']]);
    expect(sink.windows[0]?.meta.numbers.workerThreads).toBe(2);
  });

  it.each([
    ['ends by itself', '', 0],
    ['calls process.exit', 'process.exit(5);', 5],
    ['throws', 'throw new Error("on purpose");', 1],
  ])('hand over what they saw last when one %s', async (_case, end, code) => {
    const host = run(
      `const worker = thread(\`require(${SPIN}).spinTheWheel(200); ${end}\`);
       worker.on('error', () => {});
       worker.on('exit', (code) => console.log(code));`,
    );
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe(`${code}\n`);
    expect(profilesOf('cpu').flatMap(functionNames)).toContain('spinTheWheel');
  });

  it('may be terminated at any moment: what they saw by the last window is there', async () => {
    const host = run(
      `const worker = spinner({ stays: true });
       process.once('SIGUSR2', async () => console.log('terminated', await worker.terminate()));`,
      undefined,
      { PERF_INTERVAL_MS: '150' },
    );
    await sink.until(() => profilesOf('cpu').length >= 2);
    host.kill('SIGUSR2');
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('terminated 1\n');
    expect(host.stderr).toBe('');
  });

  it('hand over what they saw last when the main thread calls process.exit', async () => {
    // Nobody waits long for a thread at exit: one that is not scheduled in time loses its last window.
    for (let attempt = 0; attempt < 10 && profilesOf('cpu').length === 0; attempt++) {
      const host = run(`await once(spinner({ spinMs: 50, stays: true }), 'message'); process.exit(6);`);
      expect(await host.ended).toBe(6);
    }
    expect(profilesOf('cpu').flatMap(functionNames)).toContain('spinTheWheel');
  });

  it('keep their CPU time to themselves', async () => {
    const host = run(`const worker = spinner({ spinMs: 600 }); await once(worker, 'exit');`);
    await host.ended;
    const spun = total(profilesOf('cpu')[0], 'cpu/nanoseconds');
    expect(spun).toBeGreaterThan(0.03e9);
    // Threads that are not profiled would be counted in the main thread, as work without JavaScript.
    const { cpuUserSeconds = 0, cpuSystemSeconds = 0 } = sink.windows[0]?.meta.numbers ?? {};
    const all = total(sink.windows[0]?.profiles.get('cpu.pb.gz'), 'cpu/nanoseconds') + spun;
    expect(all).toBeLessThan((cpuUserSeconds + cpuSystemSeconds) * 1e9 + 0.1e9);
  });

  it('add the requests they serve to those of the process, and say how busy they were', async () => {
    const host = run(
      `const server = \`
         const server = require('node:http').createServer((_, response) => response.end());
         server.listen(0, '127.0.0.1', async () => {
           for (let request = 0; request < 3; request++) await fetch('http://127.0.0.1:' + server.address().port);
           server.closeAllConnections();
           server.close();
         });\`;
       await Promise.all([once(thread(server), 'exit'), once(thread(server), 'exit')]);`,
    );
    await host.ended;
    const { numbers } = (sink.windows[0] as ReceivedWindow).meta;
    expect(numbers.requests).toBe(6);
    expect(numbers['eventLoopUtilization{thread="worker"}']).toBeGreaterThan(0);
    expect(numbers['heapUsedBytes{thread="worker"}']).toBeGreaterThan(2e6);
  });

  it('have labels of their own', async () => {
    const host = run(
      `await once(thread(\`
         const { withLabels } = require('@perf/agent/api');
         withLabels({ tenant: 'a' }, () => require(${SPIN}).spinTheWheel(300));\`), 'exit');
       spinTheWheel(100);`,
    );
    await host.ended;
    const [cpu] = profilesOf('cpu');
    expect(samplesByLabel(cpu, 'tenant')).toEqual({ a: expect.any(Number) });
    expect(threadsOf(cpu)).toEqual(['worker']);
    expect(samplesByLabel(sink.windows[0]?.profiles.get('cpu.pb.gz'), 'tenant')).toEqual({});
  });

  it('share the room of a window: the oldest profiles go first, and are counted', () => {
    const inbox = new Inbox();
    const seenBy = (threadId: number) => ({
      threadId,
      thread: 'web',
      numbers: {},
      profiles: ['cpu', 'heap'].map((fileName) => ({ fileName, bytes: Buffer.alloc(1000) })),
    });
    for (let threadId = 1; threadId <= 40; threadId++) inbox.add(seenBy(threadId));
    const { observations, dropped } = inbox.take();
    expect(observations.map(({ threadId }) => threadId)).toEqual(Array.from({ length: 31 }, (_, index) => index + 10));
    expect(dropped).toBe(18);
    expect(inbox.take()).toEqual({ observations: [], dropped: 0 });
  });

  it('share the room for routes, so that a window is not refused for their number', () => {
    const routes = (from: number) =>
      Object.fromEntries(
        Array.from({ length: 90 }, (_, index) => [`requests{route="GET /${from + index}",status="2xx"}`, 2]),
      );
    const numbers: Record<string, number> = { requests: 180, ...routes(0) };
    const other = { threadId: 1, thread: 'web', numbers: { requests: 180, ...routes(45) }, profiles: [] };
    addThreadNumbers(numbers, [other], 0);
    expect(numbers.requests).toBe(360);
    expect(numbers['requests{route="GET /60",status="2xx"}']).toBe(4);
    expect(numbers['requests{route="(other)",status="2xx"}']).toBe(2 * 35);
    expect(Object.keys(numbers).filter((name) => name.startsWith('requests{route='))).toHaveLength(101);
  });

  it('do not hold up a window when one is blocked: what it does comes later', async () => {
    run(`spinner({ spinMs: 2500, stays: true });`, undefined, { PERF_INTERVAL_MS: '150' });
    await sink.until(({ windows }) => windows.length >= 3);
    expect(profilesOf('cpu')).toEqual([]);
    await sink.until(() => profilesOf('cpu').flatMap(functionNames).includes('spinInThread'));
  });

  it('begin with the agent of the main thread where they are older, end with it, and begin again', async () => {
    const host = run(
      `const { init } = require('@perf/agent/api');
       const worker = thread('require("@perf/agent"); setInterval(() => require(${SPIN}).spinTheWheel(5), 10);');
       await once(worker, 'online');
       for (const service of ['first', 'second']) {
         const agent = init({ service });
         await once(process, 'SIGUSR2');
         await agent.stop();
       }
       await worker.terminate();`,
      [],
      { PERF_INTERVAL_MS: '150' },
    );
    for (const service of ['first', 'second']) {
      const isItsOwn = (window: ReceivedWindow) => window.meta.labels.service === service;
      await sink.until(({ windows }) => profilesOf('cpu', windows.filter(isItsOwn)).length > 0);
      host.kill('SIGUSR2');
    }
    expect(await host.ended).toBe(0);
    expect(host.stderr).toBe('');
  });

  it('can have what there is delivered, and stop by themselves', async () => {
    const host = run(
      `await once(thread(\`
         const agent = require('@perf/agent/api').init();
         (async () => {
           await agent.flush();
           console.log('flushed');
           await agent.stop();
           require(${SPIN}).spinTheWheel(100);
         })();\`), 'exit');`,
    );
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('flushed\n');
    expect(sink.windows.length).toBeGreaterThanOrEqual(2);
    expect(profilesOf('cpu', sink.windows.slice(0, 1))).toHaveLength(1);
    expect(profilesOf('cpu').flatMap(functionNames)).not.toContain('spinTheWheel');
  });

  it('are left alone where the main thread has no agent, which is said', async () => {
    const host = run(
      `const hurry = 'const { setTimeout: wait } = globalThis; globalThis.setTimeout = (work, ms) => wait(work, ms / 100);';
       await once(thread(hurry + 'require("@perf/agent"); wait(() => {}, 500);'), 'exit');`,
      [],
    );
    expect(await host.ended).toBe(0);
    expect(host.said).toEqual([expect.stringMatching(/not profiling a worker thread: the main thread has no agent/)]);
    expect(sink.attempts).toEqual([]);
  });

  it('are left alone, silently, where the agent is switched off', async () => {
    const host = run(`await once(spinner({ spinMs: 50 }), 'exit');`, undefined, { PERF_ENABLED: 'false' });
    expect(await host.ended).toBe(0);
    expect(host.stderr).toBe('');
    expect(sink.attempts).toEqual([]);
  });

  it('are not to be confused with the thread that runs loader hooks', async () => {
    const hooks = 'data:text/javascript,export const resolve = (what, context, next) => next(what, context);';
    const register = `data:text/javascript,import { register } from 'node:module'; register(${JSON.stringify(hooks)});`;
    const host = run('spinTheWheel(50);', ['--require', '@perf/agent', '--import', register]);
    expect(await host.ended).toBe(0);
    expect(sink.windows[0]?.meta.numbers.workerThreads).toBeUndefined();
  });
});
