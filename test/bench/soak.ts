import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { dayMs } from '@perf/server/time.js';
import { RunningServer } from '../server/running.js';
import { type FastClock, shownAt } from './soak/clock.cjs';
import { type Answered, underLoad } from './soak/load.js';
import { dayLine, printChanges } from './soak/report.js';
import { noHoldings, readHoldings } from './soak/watch.js';
import { random, Workload } from './workload.js';

const OPTIONS = {
  minutes: { type: 'string', default: '10' },
  days: { type: 'string', default: '14' },
  /** Days that are kept. */
  retention: { type: 'string', default: '3' },
  services: { type: 'string', default: '3' },
  /** Of each service. */
  instances: { type: 'string', default: '4' },
  /** Windows a second, of all instances. */
  rate: { type: 'string', default: '40' },
} as const;

/** A new version of every service so often. */
const VERSION_DAYS = 2;
const DISTINCT_PROFILES = 12;
const QUERY_EVERY_MS = 250;
const WATCH_EVERY_MS = 1_000;
const START_MS = Date.UTC(2026, 0, 1);

/**
 * A server that runs for days under a steady load, on a clock that makes minutes of them. Ends with 1 where something
 * grew that is to stay as it is.
 */
export async function soakBench(args: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') throw new Error('the soak reads what a process holds from /proc: run it on Linux.');
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [minutes, days, retention] = [Number(values.minutes), Number(values.days), Number(values.retention)];
  // From then on a day goes for each that comes. Thirds are whole days, so that each has as many nights.
  const thirdDays = Math.floor((days - retention - 1) / 3);
  if (!(thirdDays >= 1)) {
    throw new Error(`--days ${days} must be at least 4 more than --retention ${retention}: days come and go in them.`);
  }
  const instances = Number(values.instances);
  const services = Array.from({ length: Number(values.services) }, (_, service) => drawVersions(service, days));
  const windowMs = (1_000 * services.length * instances) / Number(values.rate);

  const clock: FastClock = { realMs: Date.now(), shownMs: START_MS, speed: (days * dayMs) / (minutes * 60_000) };
  const server = await RunningServer.start({
    flags: ['--retention', `${retention}d`],
    env: {
      NODE_OPTIONS: `--require ${fileURLToPath(new URL('./soak/preload.cjs', import.meta.url))}`,
      BENCH_CLOCK: JSON.stringify(clock),
    },
  });
  const pid = server.process.pid as number;
  const answered: Answered = { ingestMs: [], queryMs: [], failed: [] };
  const holdings = noHoldings();
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const nowMs = () => shownAt(clock, Date.now());
  const watch = async () => {
    for (let day = 1; day <= days; ) {
      await sleep(WATCH_EVERY_MS);
      readHoldings(holdings, pid, server.dataDir, nowMs());
      for (; day <= days && nowMs() >= START_MS + day * dayMs; day++) {
        const dayStartMs = START_MS + (day - 1) * dayMs;
        console.error(dayLine(day, { holdings, answered }, dayStartMs, dayStartMs + dayMs));
      }
    }
    over.abort();
  };
  const load = { server, clock, services, instances, versionDays: VERSION_DAYS, windowMs };
  try {
    await Promise.all([watch(), underLoad({ ...load, queryEveryMs: QUERY_EVERY_MS, signal: over.signal }, answered)]);
  } finally {
    over.abort();
    await server.stop();
  }
  console.log(
    `${days} days in ${minutes} minutes: ${services.length} services of ${instances} instances, a new version of each ` +
      `every ${VERSION_DAYS} days, ${values.rate} windows a second, each of ${(windowMs * clock.speed) / 60_000} minutes; ` +
      `${retention} days are kept. Thirds of ${thirdDays} days each, the last days of the run.\n`,
  );
  const untilMs = START_MS + days * dayMs;
  printChanges({ holdings, answered }, untilMs - 3 * thirdDays * dayMs, untilMs);
}

/** What a service sends, by version. */
function drawVersions(service: number, days: number): Uint8Array[][] {
  return Array.from({ length: Math.ceil(days / VERSION_DAYS) + 1 }, (_, version) => {
    const workload = new Workload(random(1 + service), version);
    return Array.from({ length: DISTINCT_PROFILES }, () => workload.gzipped());
  });
}
