import { setTimeout as sleep } from 'node:timers/promises';
import { dayMs } from '@perf/server/time.js';
import type { Answer, RunningServer } from '../../server/running.js';
import { type FastClock, shownAt } from './clock.cjs';
import type { Reading } from './figures.js';

export interface Load {
  readonly server: RunningServer;
  readonly clock: FastClock;
  /** Of each service, by version. */
  readonly services: readonly (readonly (readonly Uint8Array[])[])[];
  readonly instances: number;
  readonly versionDays: number;
  /** How long an instance collects a window, on the real clock. */
  readonly windowMs: number;
  readonly queryEveryMs: number;
  readonly signal: AbortSignal;
}

/** Milliseconds of what was asked, and what was answered with anything but 200. */
export interface Answered {
  readonly ingestMs: Reading[];
  readonly queryMs: Reading[];
  readonly failed: string[];
}

/** Every instance of every service sends its windows, and someone looks at them, until the signal ends it. */
export async function underLoad(load: Load, into: Answered): Promise<void> {
  const senders = load.services.flatMap((_, service) =>
    Array.from({ length: load.instances }, (_, instance) => sendWindows(load, service, instance, into)),
  );
  await Promise.all([...senders, ask(load, into)]);
}

/** Windows follow each other without a gap. Each version has instances of its own, as deploys to containers have. */
async function sendWindows(load: Load, service: number, instance: number, into: Answered): Promise<void> {
  const { server, clock, windowMs, services, instances, signal } = load;
  const startMs = performance.now() + (windowMs * (service * instances + instance)) / (services.length * instances);
  let fromMs = shownAt(clock, Date.now());
  for (let number = 1; await until(startMs + number * windowMs, signal); number++) {
    const untilMs = shownAt(clock, Date.now());
    const version = Math.floor((fromMs - clock.shownMs) / (load.versionDays * dayMs));
    const bodies = services[service]?.[version] ?? [];
    const search = {
      service: `service-${service}`,
      version: `1.${version}`,
      instance: `1.${version}-${instance}`,
      id: `${service} ${instance} ${number}`,
      from: String(fromMs),
      until: String(untilMs),
    };
    const body = bodies[(number + instance) % bodies.length] as Uint8Array;
    const took = await timed(() => server.ask('POST', '/api/v1/profiles', { search, body }), into);
    into.ingestMs.push({ atMs: untilMs, value: took });
    fromMs = untilMs;
  }
}

/** Flame graphs of the last day, of each service in turn, and between them what else the viewer asks. */
async function ask({ server, clock, services, queryEveryMs, signal }: Load, into: Answered): Promise<void> {
  const startMs = performance.now();
  for (let number = 1; await until(startMs + number * queryEveryMs, signal); number++) {
    const nowMs = shownAt(clock, Date.now());
    const query = `cpu{service="service-${number % services.length}"}`;
    const range = { from: String(nowMs - dayMs), until: String(nowMs) };
    const flameGraph = () => server.ask('GET', '/api/v1/flamegraph', { search: { query, ...range } });
    into.queryMs.push({ atMs: nowMs, value: await timed(flameGraph, into) });
    const baseRange = { baseFrom: String(nowMs - 2 * dayMs), baseUntil: range.from };
    const others = [
      () => server.ask('GET', '/api/v1/series', { search: { query, ...range, by: 'endpoint', step: '10m' } }),
      () => server.ask('GET', '/api/v1/diff', { search: { base: query, ...baseRange, ...range } }),
      () => server.ask('GET', '/api/v1/services'),
    ];
    await timed(others[number % others.length] as () => Promise<Answer>, into);
  }
}

async function timed(call: () => Promise<Answer>, { failed }: Answered): Promise<number> {
  const startMs = performance.now();
  const { status, body } = await call();
  if (status !== 200) failed.push(`${status} ${body.subarray(0, 300)}`);
  return performance.now() - startMs;
}

/** Waits until a moment of `performance.now()`, not at all where it has passed. False once the signal has ended it. */
async function until(atMs: number, signal: AbortSignal): Promise<boolean> {
  const waitMs = atMs - performance.now();
  try {
    await sleep(Math.max(0, waitMs), undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
