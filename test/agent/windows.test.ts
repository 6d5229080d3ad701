import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fixture, Host } from './host.js';
import { type ReceivedWindow, Sink } from './sink.js';

describe('a window', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(() => sink.close());

  /** The one window of a module that ends by itself. */
  async function windowOf(source: string, variables: Record<string, string> = {}): Promise<ReceivedWindow['meta']> {
    const host = Host.module(`import '@perf/agent';\n${source}`, {
      PERF_SERVER_URL: sink.url,
      PERF_SERVICE: 'numbers',
      ...variables,
    });
    await host.ended;
    expect(sink.windows).toHaveLength(1);
    return (sink.windows[0] as ReceivedWindow).meta;
  }

  it('says what the process cost in its time', async () => {
    const before = Date.now();
    const { id, from, until, numbers } = await windowOf(`
      import { keepForEver, spinTheWheel } from './test/agent/fixtures/spin.cjs';
      globalThis.kept = keepForEver(8);
      await new Promise((resolve) => setTimeout(resolve, 100));
      spinTheWheel(300);
      await new Promise((resolve) => setTimeout(resolve, 100));`);

    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(from).toBeGreaterThanOrEqual(before);
    expect(until).toBeLessThanOrEqual(Date.now());
    expect(until - from).toBeGreaterThanOrEqual(400);
    expect(
      Object.keys(numbers)
        .filter((name) => name !== 'heapCohortMs' && !name.startsWith('gcPauseMs{'))
        .sort(),
    ).toEqual([
      'activeHandles',
      'agentDroppedWindows',
      'agentLevel',
      'agentMaxMs',
      'agentMs',
      'agentShare',
      'cpuSystemSeconds',
      'cpuUserSeconds',
      'eventLoopDelayMaxMs',
      'eventLoopDelayP50Ms',
      'eventLoopDelayP99Ms',
      'eventLoopUtilization',
      'externalBytes',
      'gcCount',
      'gcPauseMaxMs',
      'gcPauseMs',
      'heapIntervalBytes',
      'heapLimitBytes',
      'heapUsedBytes',
      'labelValuesDropped',
      'profilerRestarts',
      'rssBytes',
    ]);
    for (const value of Object.values(numbers)) expect(value).toBeGreaterThanOrEqual(0);
    expect(numbers.cpuUserSeconds).toBeGreaterThan(0);
    expect(numbers.eventLoopDelayMaxMs).toBeGreaterThan(150);
    expect(numbers.eventLoopUtilization).toBeLessThanOrEqual(1);
    expect(numbers.gcCount).toBeGreaterThan(0);
    expect(numbers.gcPauseMs).toBeGreaterThanOrEqual(Number(numbers.gcPauseMaxMs));
    const kinds = ['minor', 'major', 'incremental', 'weakcb'].map((kind) => numbers[`gcPauseMs{kind="${kind}"}`] ?? 0);
    expect(kinds.reduce((sum, pauseMs) => sum + pauseMs)).toBeCloseTo(Number(numbers.gcPauseMs), 6);
    expect(numbers.heapUsedBytes).toBeGreaterThan(8e6);
    expect(numbers.heapUsedBytes).toBeLessThan(Number(numbers.rssBytes));
  });

  it('counts requests of a server, none included, and says nothing of them where there is no server', async () => {
    const host = Host.run(['--import', '@perf/agent', fixture('service.mjs')], {
      PERF_SERVER_URL: sink.url,
      PERF_INTERVAL_MS: '200',
    });
    const [, port] = await host.prints(/listening on (\d+)/);
    await sink.until(({ windows }) => windows.length > 0);
    const idle = sink.windows.length;
    for (let request = 0; request < 3; request++) await fetch(`http://127.0.0.1:${port}/`);
    await sink.until(({ windows }) => windows.at(-1)?.meta.numbers.requests === 0);
    host.kill('SIGTERM');
    await host.ended;

    const requests = sink.windows.map(({ meta }) => meta.numbers.requests);
    expect(requests.slice(0, idle)).toEqual(Array(idle).fill(undefined));
    expect(requests.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(3);
  });

  it('does not count the requests the agent makes itself', async () => {
    const host = Host.module(
      `import { init } from '@perf/agent/api';
       await init().flush();
       await init().flush();`,
      { PERF_SERVER_URL: sink.url },
    );
    await host.ended;
    expect(sink.windows.map(({ meta }) => meta.numbers.requests)).toEqual([undefined, undefined, undefined]);
  });
});

describe('the labels of a window', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await Sink.open();
  });
  afterEach(() => sink.close());

  /** What a program with these variables is known as, and what the agent says about it. */
  async function labelsOf(variables: Record<string, string>, script = fixture('shop/dist/main.cjs')) {
    const host = Host.run(['--require', '@perf/agent', script], { PERF_SERVER_URL: sink.url, ...variables });
    await host.ended;
    const meta = sink.windows.at(-1)?.meta;
    return { said: host.said, root: meta?.root, labels: meta?.labels ?? {} };
  }

  it('come from the package.json of the main script by default', async () => {
    const { labels, root, said } = await labelsOf({});
    expect(labels).toMatchObject({ service: 'shop', version: '2.3.4' });
    expect(labels).not.toHaveProperty('env');
    expect(root).toBe(fixture('shop'));
    expect(said).toEqual([]);
  });

  it('come from OpenTelemetry and the commit before that', async () => {
    const openTelemetry = {
      OTEL_SERVICE_NAME: 'otel-shop',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=unused,service.version=3.0%20beta',
      GIT_COMMIT: 'abc123',
    };
    expect((await labelsOf(openTelemetry)).labels).toMatchObject({ service: 'otel-shop', version: '3.0 beta' });
    expect((await labelsOf({ GIT_COMMIT: 'abc123' })).labels).toMatchObject({ service: 'shop', version: 'abc123' });
  });

  it('come from the options before all', async () => {
    const { labels } = await labelsOf({
      PERF_SERVICE: 'named',
      PERF_VERSION: '9',
      PERF_ENV: 'staging',
      PERF_LABELS: 'region=eu, zone=a=b',
      OTEL_SERVICE_NAME: 'otel-shop',
      GIT_COMMIT: 'abc123',
    });
    expect(labels).toMatchObject({ service: 'named', version: '9', env: 'staging', region: 'eu', zone: 'a=b' });
  });

  it('tell two starts of one program apart', async () => {
    const first = await labelsOf({});
    const second = await labelsOf({});
    expect(first.labels.instance).not.toBe(second.labels.instance);
    expect(first.labels.instance).toMatch(new RegExp(`^${first.labels.host}:\\d+:[0-9a-f]{6}$`));
  });
});
