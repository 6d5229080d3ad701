import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { end, endAll, lineOf, start } from '../../demo/processes.js';
import { RunningServer } from '../../server/running.js';
import { Recorder, type SentWindow } from './recorder.js';

/** Ten times as often for a tenth of the usual minute: windows hold as many CPU samples as in production. */
const INTERVAL_MS = 6_000;
const AGENT = {
  PERF_CPU_HZ: '990',
  PERF_INTERVAL_MS: String(INTERVAL_MS),
  PERF_OVERHEAD_BUDGET: '1',
  PERF_SPOOL_BYTES: '0',
};
/** Of each process: its code and names are new then. */
const FIRST_WINDOWS = 2;
/** Times as long as all windows take. */
const MOST_WAIT = 3;
const SHOPS = 2;
const REQUESTS_A_SECOND = 300;
const QUERY_EVERY_MS = 100;

const shopFile = fileURLToPath(new URL('../../demo/service.js', import.meta.url));
const loadFile = fileURLToPath(new URL('../../demo/load.js', import.meta.url));

/**
 * Windows of real processes by service, so many of each process, as the agent sends them: the demo's shop under its
 * load, and a perf-server that stores what the shops send and is asked for flame graphs.
 */
export async function recordWindows(count: number): Promise<Map<string, SentWindow[]>> {
  const sent = new Map<string, SentWindow[]>();
  let pass: (window: SentWindow) => void = () => undefined;
  let passed: Promise<unknown> = Promise.resolve();
  const recorder = await Recorder.start((window) => {
    const key = `${window.service} ${window.instance}`;
    sent.set(key, [...(sent.get(key) ?? []), window]);
    pass(window);
  });
  const agent = { ...AGENT, PERF_SERVER_URL: recorder.url };
  const preload = `--import ${import.meta.resolve('@perf/agent')}`;
  const server = await RunningServer.start({ env: { ...agent, PERF_SERVICE: 'perf-server', NODE_OPTIONS: preload } });
  try {
    pass = ({ service, body, contentType }) => {
      if (service !== 'shop') return;
      const headers = { 'content-type': contentType };
      passed = Promise.all([passed, server.ask('POST', '/api/v1/profiles', { body, headers })]);
    };
    const env = { ...process.env, ...agent, PERF_SERVICE: 'shop', DEMO_VERSION: '1.0.0', NODE_ENV: 'production' };
    const shops = Array.from({ length: SHOPS }, () => start(shopFile, [], { env, stdout: 'pipe' }));
    const ports = await Promise.all(shops.map(async (shop) => (await lineOf(shop, /^listening on (\d+)$/))[1] ?? ''));
    const load = start(loadFile, [String(REQUESTS_A_SECOND), ...ports], { stdout: 'ignore' });
    const processes = SHOPS + 1;
    const giveUpMs = performance.now() + MOST_WAIT * (count + FIRST_WINDOWS) * INTERVAL_MS;
    while (sent.size < processes || [...sent.values()].some(({ length }) => length < count + FIRST_WINDOWS)) {
      if (performance.now() > giveUpMs)
        throw new Error(`no windows come: ${[...sent].map(([key, { length }]) => `${key}: ${length}`)}`);
      const range = { from: 'now-15m', until: 'now' };
      await server.ask('GET', '/api/v1/flamegraph', { search: { query: 'cpu{service="shop"}', ...range } });
      await sleep(QUERY_EVERY_MS);
    }
    await end(load);
  } finally {
    pass = () => undefined;
    await endAll();
    await passed;
    await server.stop();
    recorder.close();
  }
  const found = new Map<string, SentWindow[]>();
  for (const windows of sent.values()) {
    for (const window of windows.slice(FIRST_WINDOWS, FIRST_WINDOWS + count)) {
      found.set(window.service, [...(found.get(window.service) ?? []), window]);
    }
  }
  return found;
}
