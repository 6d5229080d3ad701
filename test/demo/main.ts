/**
 * The demo: a server, and a shop under load in version 1.0.0 and then in 1.1.0, which has one slow function. Ends with
 * the address of the page that compares the two, and with what that page shows first.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type DemoOptions, parseOptions, USAGE } from './options.js';
import { end, endAll, freePort, lineOf, start, whenReady } from './processes.js';

const SERVICE = 'shop';
const VERSIONS = ['1.0.0', '1.1.0'] as const;
const INSTANCES = 2;
const REQUESTS_PER_SECOND = 300;
const INTERVAL_MS = 5000;
const SHOWN_ROWS = 5;

const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const SERVER = beside('../../../server/dist/main.js');
const PERFCTL = beside('../../../cli/dist/main.js');

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
    for (const version of VERSIONS) await play(version, url, options.seconds);
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
  const server = start(SERVER, ['--port', String(port), '--data-dir', dataDir], { stdout: 'ignore' });
  await whenReady(server, `${url}/readyz`);
  return url;
}

/** Runs every instance of one version under load. Their last windows arrive as they end. */
async function play(version: string, url: string, seconds: number): Promise<void> {
  console.log(`${SERVICE} ${version}: ${INSTANCES} instances, ${REQUESTS_PER_SECOND} requests/s for ${seconds} s`);
  const env = serviceEnvironment(version, url);
  const instances = Array.from({ length: INSTANCES }, () => start(beside('service.js'), [], { env, stdout: 'pipe' }));
  const ports = await Promise.all(
    instances.map(async (instance) => (await lineOf(instance, /^listening on (\d+)$/))[1] ?? ''),
  );
  const load = start(beside('load.js'), [String(REQUESTS_PER_SECOND), ...ports]);
  await delay(seconds * 1000, undefined, { signal: interrupted.signal });
  if ((await end(load)) !== 0) throw new Error('the load generator saw requests fail');
  await Promise.all(instances.map(end));
}

/** The environment without settings of perf that are meant for something else. */
function serviceEnvironment(version: string, url: string): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(PERF|OTEL)_/.test(name));
  return {
    ...Object.fromEntries(others),
    DEMO_VERSION: version,
    NODE_ENV: 'production',
    PERF_SERVER_URL: url,
    PERF_SERVICE: SERVICE,
    PERF_VERSION: version,
    PERF_ENV: 'demo',
    PERF_INTERVAL_MS: String(INTERVAL_MS),
  };
}

async function report(url: string, fromMs: number, untilMs: number): Promise<void> {
  const [base, comparison] = VERSIONS.map((version) => `cpu{service="${SERVICE}",version="${version}"}`);
  const range = { from: String(fromMs), until: String(untilMs) };
  const query = new URLSearchParams({ base: base as string, comparison: comparison as string, ...range });
  console.log(`\nWhat got slower in ${VERSIONS[1]}:\n\n  ${url}/compare?${query}\n`);
  const flags = ['--from', range.from, '--until', range.until, '--limit', String(SHOWN_ROWS), '--server', url];
  const table = start(PERFCTL, ['diff', base as string, comparison as string, ...flags]);
  const code = await new Promise((resolve) => table.once('close', resolve));
  if (code !== 0) throw new Error('perfctl diff failed');
}
