import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { installedNodes } from './nodes.js';
import { functionNames, Sink, samplesByLabel, total } from './sink.js';

describe.each(installedNodes())('the agent on Node $version', ({ path }) => {
  let sink: Sink;
  const hosts: Host[] = [];
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) host.kill('SIGKILL');
    await sink.close();
  });

  function run(args: string[], variables = {}): Host {
    const host = Host.run(
      args,
      { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'matrix', PERF_OVERHEAD_BUDGET: '1', ...variables },
      path,
    );
    hosts.push(host);
    return host;
  }

  it.each([
    ['--import', ['--import', '@perf/agent', fixture('service.mjs')]],
    ['require', [fixture('service-with-agent.cjs')]],
  ])('profiles a service that is loaded with %s, and delivers its last window', async (_way, args) => {
    const host = run(args);
    const [, port] = await host.prints(/listening on (\d+)/);
    for (let request = 0; request < 5; request++) {
      await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text());
    }
    host.kill('SIGTERM');
    expect(await host.ended).toBe('SIGTERM');
    expect(host.stderr).toBe('');
    expect(sink.windows).toHaveLength(1);
    const [window] = sink.windows;
    expect(functionNames(window?.profiles.get('cpu.pb.gz'))).toContain('spinTheWheel');
    expect(total(window?.profiles.get('cpu.pb.gz'), 'cpu/nanoseconds')).toBeGreaterThan(0);
    expect(functionNames(window?.profiles.get('heap.pb.gz'))).toContain('keepForEver');
    expect(window?.meta.numbers.requests).toBe(5);
  });

  it('delivers when it is told to flush, and again when it is stopped', async () => {
    const host = run([
      '--input-type=module',
      '--eval',
      `import { init } from '@perf/agent/api';
       import { spinTheWheel } from './test/agent/fixtures/spin.cjs';
       init();
       spinTheWheel(800);
       await init().flush();
       spinTheWheel(800);
       await init().stop();`,
    ]);
    expect(await host.ended).toBe(0);
    expect(host.stderr).toBe('');
    expect(sink.windows).toHaveLength(2);
    expect(functionNames(sink.windows[0]?.profiles.get('cpu.pb.gz'))).toContain('spinTheWheel');
    expect(functionNames(sink.windows[1]?.profiles.get('cpu.pb.gz'))).toContain('spinTheWheel');
  });

  it('labels what two interleaved tasks do across await', async () => {
    const host = run([
      '--import',
      '@perf/agent',
      '--input-type=module',
      '--eval',
      `import { withLabels } from '@perf/agent/api';
       import { spinTheWheel } from './test/agent/fixtures/spin.cjs';
       const task = async () => {
         for (let turn = 0; turn < 20; turn++) {
           spinTheWheel(20);
           await new Promise(setImmediate);
         }
       };
       await Promise.all(['a', 'b'].map((tenant) => withLabels({ tenant }, task)));`,
    ]);
    expect(await host.ended).toBe(0);
    const { a = 0, b = 0 } = samplesByLabel(sink.windows[0]?.profiles.get('cpu.pb.gz'), 'tenant');
    expect(a + b).toBeGreaterThan(40);
    expect(a / (a + b)).toBeGreaterThan(0.35);
    expect(a / (a + b)).toBeLessThan(0.65);
  });

  it('profiles worker threads, those that end and those that are terminated', async () => {
    const host = run(
      [
        '--require',
        '@perf/agent',
        '--eval',
        `const { once } = require('node:events');
         const { Worker } = require('node:worker_threads');
         const start = (workerData) => new Worker(${JSON.stringify(fixture('threads/spinner.mjs'))}, { workerData });
         (async () => {
           const [ends, stays] = [start({ spinMs: 300 }), start({ spinMs: 50, stays: true })];
           await Promise.all([once(ends, 'exit'), once(stays, 'message')]);
           for (let one = 0; one < 5; one++) await start({ spinMs: 5000 }).terminate();
           await new Promise((resolve) => setTimeout(resolve, 400));
           console.log(await stays.terminate());
         })();`,
      ],
      { PERF_INTERVAL_MS: '200' },
    );
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('1\n');
    expect(host.stderr).toBe('');
    const profiles = sink.windows.flatMap((window) => [...window.profiles]);
    const ofThreads = profiles.filter(([name]) => /^cpu-\d+\.pb\.gz$/.test(name)).map(([, profile]) => profile);
    expect(ofThreads.flatMap(functionNames)).toContain('spinInThread');
    const named = ofThreads.filter((profile) => functionNames(profile).includes('spinInThread'));
    expect(samplesByLabel(named[0], 'thread')).toEqual({ spinner: expect.any(Number) });
  });

  it.each([
    ['ends with an exit code', 'process.exitCode = 3', 3],
    ['calls process.exit', 'process.exit(4)', 4],
    ['throws', 'throw new Error("on purpose")', 1],
    ['rejects', 'Promise.reject(new Error("on purpose"))', 1],
    ['kills itself', 'process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 1000)', 'SIGTERM'],
    ['aborts', 'process.abort()', 'SIGABRT'],
  ])('leaves it to a process how it ends: one %s', async (_case, source, end) => {
    expect(await run(['--require', '@perf/agent', '--eval', source]).ended).toBe(end);
  });
});
