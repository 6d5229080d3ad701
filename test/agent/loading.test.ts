import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { functionNames, Sink, sampleTypes, total } from './sink.js';

describe('the agent', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(() => sink.close());

  const service = (args: string[]) => Host.run(args, { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'shop' });

  /** Serves five requests, then is told to go. */
  async function serveAndTerminate(host: Host) {
    const [, port] = await host.prints(/listening on (\d+)/);
    for (let request = 0; request < 5; request++)
      await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.text());
    host.kill('SIGTERM');
    return host.ended;
  }

  it.each([
    ['import', [fixture('service-with-agent.mjs')]],
    ['require', [fixture('service-with-agent.cjs')]],
    ['node --import', ['--import', '@perf/agent', fixture('service.mjs')]],
    ['node --require', ['--require', '@perf/agent', fixture('service.mjs')]],
    ['node --require, and again with import', ['--require', '@perf/agent', fixture('service-with-agent.mjs')]],
  ])('profiles an Express service with %s', async (_way, args) => {
    const host = service(args);
    expect(await serveAndTerminate(host)).toBe('SIGTERM');

    expect(host.stderr).toBe('');
    expect(sink.windows).toHaveLength(1);
    const [window] = sink.windows;
    const cpu = window?.profiles.get('cpu.pb.gz');
    const heap = window?.profiles.get('heap.pb.gz');
    expect(functionNames(cpu)).toContain('spinTheWheel');
    expect(sampleTypes(cpu)).toEqual(['sample/count', 'wall/nanoseconds', 'cpu/nanoseconds', 'stall/nanoseconds']);
    expect(total(cpu, 'cpu/nanoseconds')).toBeGreaterThan(0);
    expect(functionNames(heap)).toContain('keepForEver');
    expect(sampleTypes(heap)).toEqual(['inuse_objects/count', 'inuse_space/bytes']);
    expect(total(heap, 'inuse_space/bytes')).toBeGreaterThan(4e6);
    expect(window?.meta.numbers.requests).toBe(5);
  });

  it.each([
    ['ESM', `import { init } from '@perf/agent/api'; const agent = init({ service: 'coded' }); await agent.stop();`],
    ['CommonJS', `const { init } = require('@perf/agent/api'); init({ service: 'coded' }).stop();`],
  ])('starts from code with %s', async (kind, source) => {
    const host = kind === 'ESM' ? Host.module(source, { PERF_SERVER_URL: sink.url }) : service(['--eval', source]);
    expect(await host.ended).toBe(0);
    expect(sink.windows.map(({ meta }) => meta.labels.service)).toEqual(['coded']);
  });

  it('is one in a process: init after import returns the agent that runs, and says that options come too late', async () => {
    const host = Host.module(
      `import '@perf/agent';
       import { init } from '@perf/agent/api';
       console.log(init() === init({ service: 'late' }));`,
      { PERF_SERVER_URL: sink.url, PERF_SERVICE: 'early' },
    );
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('true\n');
    expect(host.said).toEqual(['[perf] already started: the options given to init() now are ignored']);
    expect(sink.windows.map(({ meta }) => meta.labels.service)).toEqual(['early']);
  });

  it('can be started again after a stop', async () => {
    const host = Host.module(
      `import { init } from '@perf/agent/api';
       await init({ service: 'first' }).stop();
       await init({ service: 'second' }).stop();`,
      { PERF_SERVER_URL: sink.url },
    );
    expect(await host.ended).toBe(0);
    expect(sink.windows.map(({ meta }) => meta.labels.service)).toEqual(['first', 'second']);
    expect(host.said).toEqual([]);
  });

  it('does nothing when it is switched off', async () => {
    const host = Host.module(`import '@perf/agent';`, { PERF_SERVER_URL: sink.url, PERF_ENABLED: 'false' });
    expect(await host.ended).toBe(0);
    expect(host.stderr).toBe('');
    expect(sink.attempts).toEqual([]);
  });

  it('does nothing but say so where there is no binary of the profilers', async () => {
    // What node-gyp-build does on a platform or a version of Node without one.
    const host = Host.run(
      ['--require', fixture('no-binary.cjs'), '--require', '@perf/agent', '--eval', 'console.log("works")'],
      { PERF_SERVER_URL: sink.url },
    );
    expect(await host.ended).toBe(0);
    expect(host.stdout).toBe('works\n');
    expect(host.stderr).toMatch(
      /^\[perf\] not profiling: .*cannot be loaded with Node v.*No native build was found.*\n$/,
    );
    expect(sink.attempts).toEqual([]);
  });

  it('ships what it can where another CPU profiler is running', async () => {
    const host = Host.module(
      `import { time } from '@datadog/pprof';
       time.start();
       await import('@perf/agent');`,
      { PERF_SERVER_URL: sink.url },
    );
    expect(await host.ended).toBe(0);
    expect(host.said).toEqual([expect.stringMatching(/no CPU profiles: .*already started/)]);
    expect([...(sink.windows[0]?.profiles.keys() ?? [])]).toEqual(['heap.pb.gz']);
  });
});
