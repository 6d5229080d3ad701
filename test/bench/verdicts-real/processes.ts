import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DeployVerdict } from '@perf/profile/api.js';
import { end, lineOf, start } from '../../demo/processes.js';
import type { RunningServer } from '../../server/running.js';
import type { Rounds } from './calibration.js';

const load = fileURLToPath(new URL('load.js', import.meta.url));
const ENV = 'bench';

/** How processes run and are looked at. */
export interface Setting {
  readonly server: RunningServer;
  /** The service's. */
  readonly script: string;
  /** A side. */
  readonly processes: number;
  /** How long they are under load. */
  readonly seconds: number;
  /** Requests a second and process. */
  readonly rate: number;
  /** The agents' windows, and samples a second. */
  readonly windowMs: number;
  readonly hz: number;
}

/**
 * Runs processes of two versions beside each other under load, each with the agent in it, and asks the server what it finds of
 * the second against the first.
 *
 * @param service that nothing was stored of yet.
 * @param hear where the service's own meter is to run (points.ts): what processes print. Even ones are the base's.
 */
export async function compareLive(
  setting: Setting,
  service: string,
  sides: readonly [base: Rounds, comparison: Rounds],
  seed: number,
  hear?: (instance: number, text: string) => void,
): Promise<DeployVerdict> {
  const { server, script, processes, seconds, rate } = setting;
  const cwd = dirname(script);
  // In turn, so that neither side is started later than the other.
  const instances = Array.from({ length: 2 * processes }, (_, at) => {
    const usual = environment(setting, service, at % 2 === 0 ? 'base' : 'next', sides[at % 2] as Rounds);
    const env = hear === undefined ? usual : { ...usual, BENCH_METERED: 'true' };
    const instance = start(script, [], { env, cwd, stdout: 'pipe' });
    instance.stdout?.on('data', (text: Buffer) => hear?.(at, text.toString()));
    return instance;
  });
  try {
    const ports = await Promise.all(
      instances.map(async (instance) => (await lineOf(instance, /^listening on (\d+)$/))[1] ?? ''),
    );
    await underLoad(ports, rate, seed, () => delay(seconds * 1000));
  } finally {
    await Promise.all(instances.map(end));
  }
  return askVerdict(server, service);
}

/** What the server finds of a pair that was run. */
export async function askVerdict(server: RunningServer, service: string): Promise<DeployVerdict> {
  const ask = () => server.get<DeployVerdict>('/api/v1/verdict', { service, env: ENV, base: 'base', version: 'next' });
  // A machine that is busy with other things may need longer for the first answer than the server allows.
  return ask().catch(ask);
}

/** Sends requests to all ports while something is waited for. */
export async function underLoad(
  ports: readonly string[],
  rate: number,
  seed: number,
  wait: () => Promise<void>,
): Promise<void> {
  const sending = start(load, [String(rate), String(seed), ...ports], { stdout: 'ignore' });
  await wait();
  if ((await end(sending)) !== 0) throw new Error('the load generator saw requests fail');
}

/** The environment without settings of perf that are meant for something else. */
export function environment(
  { server, windowMs, hz }: Setting,
  service: string,
  version: string,
  rounds: Rounds,
): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !/^(PERF|OTEL|DEMO)_/.test(name));
  return {
    ...Object.fromEntries(others),
    NODE_ENV: 'production',
    BENCH_SMALL_ROUNDS: String(rounds.small),
    BENCH_RULE_ROUNDS: String(rounds.rule),
    PERF_SERVER_URL: server.url.href,
    PERF_SERVICE: service,
    PERF_VERSION: version,
    PERF_ENV: ENV,
    PERF_INTERVAL_MS: String(windowMs),
    PERF_CPU_HZ: String(hz),
    // Windows are short and processes many: what that costs is known, and nothing is to be left out for it.
    PERF_OVERHEAD_BUDGET: '1',
    PERF_SPOOL_BYTES: '0',
  };
}
