/**
 * The demo: a server, and a shop under load. Version 1.0.0 runs; 1.1.0, which has one slow function, is deployed beside it and
 * takes its place; then 1.2.0, which does the same with its code moved about. Ends with what the server found by itself about
 * each deploy, and the address of the page that compares the first two.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DeploysReport, DeployVerdict } from '@perf/profile/api.js';
import { type DemoOptions, parseOptions, USAGE } from './options.js';
import { end, endAll, freePort, lineOf, start, whenReady } from './processes.js';
import { unpack } from './releases.js';
import { verdictText } from './verdict-text.js';

const SERVICE = 'shop';
const ENV = 'demo';
const VERSIONS: readonly string[] = ['1.0.0', '1.1.0', '1.2.0'];
const INSTANCES = 3;
/** Of all instances that run. */
const REQUESTS_PER_SECOND = 300;
const SHOWN_ROWS = 5;
const SETTLE_WINDOWS = 10;

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SERVER = beside('../../../server/bundle/main.js');
const PERFCTL = beside('../../../cli/bundle/main.js');

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  await demo(readOptions());
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
} finally {
  await endAll();
}

function readOptions(): DemoOptions {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function demo(options: DemoOptions): Promise<void> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'perf-demo-')));
  try {
    const url = await startServer(options.port ?? (await freePort(7070)), dataDir);
    const fromMs = Date.now();
    let running = await deploy(VERSIONS[0] as string, url, options);
    await underLoad(running.ports, () => settle(options));
    for (const version of VERSIONS.slice(1, VERSIONS.indexOf(options.until) + 1)) {
      const next = await deploy(version, url, options);
      const verdict = await underLoad([...running.ports, ...next.ports], () => verdictOf(version, url, options));
      console.log(`\n${verdict === null ? `${version}: no verdict yet` : verdictText(verdict)}\n`);
      await Promise.all(running.processes.map(end));
      running = next;
    }
    await Promise.all(running.processes.map(end));
    await report(url, fromMs, Date.now());
    if (options.exit) return;
    console.log('\nThe server keeps running. End it with Ctrl-C.');
    await delay(2 ** 31 - 1, undefined, { signal: interrupted.signal });
  } finally {
    await endAll();
    if (options.dataDir === null) await rm(dataDir, { recursive: true, force: true });
  }
}

async function startServer(port: number, dataDir: string): Promise<string> {
  const url = `http://127.0.0.1:${port}`;
  console.log(`Starting the server at ${url}, data in ${dataDir}`);
  const flags = ['--port', String(port), '--data-dir', dataDir, '--compare-every', '2s'];
  const server = start(SERVER, flags, { stdout: 'ignore' });
  await whenReady(server, `${url}/readyz`);
  return url;
}

/** Starts every instance of a version. */
async function deploy(version: string, url: string, options: DemoOptions) {
  console.log(`${SERVICE} ${version}: ${INSTANCES} instances`);
  const script = await unpack(version);
  const env = serviceEnvironment(version, url, options.intervalSeconds);
  const cwd = dirname(script);
  const processes = Array.from({ length: INSTANCES }, () => start(script, [], { env, cwd, stdout: 'pipe' }));
  const ports = await Promise.all(
    processes.map(async (instance) => (await lineOf(instance, /^listening on (\d+)$/))[1] ?? ''),
  );
  return { processes, ports };
}

/** Sends requests to all ports while something is waited for. */
async function underLoad<T>(ports: readonly string[], wait: () => Promise<T>): Promise<T> {
  console.log(`${REQUESTS_PER_SECOND} requests/s to ${ports.length} instances`);
  const load = start(beside('load.js'), [String(REQUESTS_PER_SECOND), ...ports]);
  const result = await wait();
  if ((await end(load)) !== 0) throw new Error('the load generator saw requests fail');
  return result;
}

/** There is something before the first deploy that it can be compared with. */
function settle({ intervalSeconds }: DemoOptions): Promise<void> {
  return delay(SETTLE_WINDOWS * intervalSeconds * 1000, undefined, { signal: interrupted.signal });
}

/** What the server finds about a version, once that is anything; null where it takes longer than there is time. */
async function verdictOf(version: string, url: string, { seconds }: DemoOptions): Promise<DeployVerdict | null> {
  const untilMs = Date.now() + seconds * 1000;
  let last: DeployVerdict | null = null;
  while (Date.now() < untilMs) {
    await delay(1000, undefined, { signal: interrupted.signal });
    const answer = await fetch(`${url}/api/v1/deploys?service=${SERVICE}`);
    const { deploys } = (await answer.json()) as DeploysReport;
    last = deploys.find((one) => one.version === version)?.verdict ?? last;
    if (last !== null && last.result.outcome !== 'undecided') break;
  }
  return last;
}

/** The environment without settings of perf that are meant for something else. */
function serviceEnvironment(version: string, url: string, intervalSeconds: number): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(PERF|OTEL)_/.test(name));
  return {
    ...Object.fromEntries(others),
    DEMO_VERSION: version,
    NODE_ENV: 'production',
    PERF_SERVER_URL: url,
    PERF_SERVICE: SERVICE,
    PERF_VERSION: version,
    PERF_ENV: ENV,
    PERF_INTERVAL_MS: String(intervalSeconds * 1000),
    // What an interrupted demo left on the disk would be delivered to the next one, as of a version that is not deployed yet.
    PERF_SPOOL_BYTES: '0',
  };
}

async function report(url: string, fromMs: number, untilMs: number): Promise<void> {
  const [base, comparison] = VERSIONS.map((version) => `cpu{service="${SERVICE}",version="${version}"}`);
  const range = { from: String(fromMs), until: String(untilMs) };
  const query = new URLSearchParams({ base: base as string, comparison: comparison as string, ...range });
  console.log(`What got slower in ${VERSIONS[1]}:\n\n  ${url}/compare?${query}\n`);
  const flags = ['--from', range.from, '--until', range.until, '--limit', String(SHOWN_ROWS), '--server', url];
  const table = start(PERFCTL, ['diff', base as string, comparison as string, ...flags]);
  const code = await new Promise((resolve) => table.once('close', resolve));
  if (code !== 0) throw new Error('perfctl diff failed');
}
