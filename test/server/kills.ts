import { rm } from 'node:fs/promises';
import type { SeriesReport, TopReport } from '@perf/profile';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { RunningServer, runServer, temporaryFolder } from './running.js';

const DAY = 24 * 60 * MINUTE;
const INSTANCES = 20;
const CLIENTS = 6;

/** Where even and odd windows begin: far enough apart that they never meet. */
const STARTS = [NOON - DAY / 2, NOON + 30 * DAY];

/** Minutes of one day that are asked for at a time. */
const SLICE = 240;

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Kills that left windows which were sent and not acknowledged. */
  readonly interrupted: number;
  /** Rollups that were compared with their profiles in the end. */
  readonly rollups: number;
  /** What was not as promised; none where all is well. */
  readonly wrong: readonly string[];
}

/**
 * Kills a server that stores windows and makes rollups, at random moments. After each restart everything acknowledged is
 * to be there once, sums of rollups are to be those of the windows, and check is to find nothing. In the end what was not
 * acknowledged is sent again.
 */
export async function killRepeatedly(
  kills: number,
  told: (kill: number) => void = () => undefined,
): Promise<KillReport> {
  const dataDir = await temporaryFolder();
  const acknowledged = new Set<number>();
  const wrong: string[] = [];
  let unacknowledged: number[] = [];
  let [last, interrupted, rollups] = [0, 0, 0];

  const verify = async (server: RunningServer, mayMiss: boolean): Promise<void> => {
    const stored = await storedTimes(server, last);
    for (let number = 1; number <= last; number++) {
      const times = stored.times.get(number) ?? 0;
      if (times !== 1 && !(times === 0 && mayMiss && !acknowledged.has(number))) {
        wrong.push(`window ${number} is stored ${times} times`);
      }
    }
    if (stored.sum !== stored.sumOfAll)
      wrong.push(`the windows add up to ${stored.sum}, all of it to ${stored.sumOfAll}`);
    const { code, stdout } = await runServer(['check', '--data-dir', dataDir]);
    if (code !== 0) wrong.push(stdout);
    rollups = Number(/(\d+) rollups/.exec(stdout)?.[1]);
  };

  for (let kill = 1; kill <= kills; kill++) {
    const server = await RunningServer.start({ dataDir });
    const lost: number[] = [];
    let killed = false;
    const client = async (): Promise<void> => {
      while (!killed) {
        const number = unacknowledged.pop() ?? ++last;
        try {
          await pushWindow(server, number);
          acknowledged.add(number);
        } catch (error) {
          lost.push(number);
          if ((error as NodeJS.ErrnoException).code === undefined) throw error;
          return;
        }
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    // Rollups begin two seconds after the start: half of the kills come then.
    await new Promise((resolve) => setTimeout(resolve, (kill % 2 === 0 ? 2_000 : 20) + Math.random() * 600));
    await server.kill();
    killed = true;
    await Promise.all(clients);
    if (lost.length > 0) interrupted++;
    unacknowledged = [...unacknowledged, ...lost];
    const restarted = await RunningServer.start({ dataDir });
    await verify(restarted, true);
    await restarted.kill();
    told(kill);
  }
  const server = await RunningServer.start({ dataDir });
  for (const number of unacknowledged) await pushWindow(server, number);
  await verify(server, false);
  await server.stop();
  await rm(dataDir, { recursive: true });
  return { kills, acknowledged: acknowledged.size, interrupted, rollups, wrong };
}

/** Window n has a minute, an instance and a value of its own; odd ones lie some days later. */
function placeOf(number: number): { from: number; instance: string; value: number } {
  const index = number >> 1;
  const from = (STARTS[number % 2] as number) + Math.floor(index / INSTANCES) * MINUTE;
  return { from, instance: String(index % INSTANCES), value: 1 + (number % 997) };
}

async function pushWindow(server: RunningServer, number: number): Promise<void> {
  const { from, instance, value } = placeOf(number);
  const search = {
    service: 'shop',
    instance,
    id: `window ${number}`,
    from: String(from),
    until: String(from + MINUTE),
  };
  const stacks = Array.from({ length: 20 }, (_, at) => `main;route${at % 5};step${(number + at) % 300} 0`);
  await server.push(search, drawnPprof([...stacks, `main;step ${value}`].join('\n')));
}

/** How often each window is stored, and the sum of everything as rollups have it. */
async function storedTimes(
  server: RunningServer,
  last: number,
): Promise<{ times: Map<number, number>; sum: number; sumOfAll: number }> {
  const expected = new Map<string, number>();
  for (let number = 1; number <= last; number++) {
    const { from, instance } = placeOf(number);
    expected.set(`${from} ${instance}`, number);
  }
  const query = 'cpu{service="shop"}';
  const times = new Map<number, number>();
  let sum = 0;
  const minutes = Math.ceil((last / 2 + 1) / INSTANCES);
  for (const start of STARTS) {
    for (let minute = 0; minute < minutes; minute += SLICE) {
      const from = start + minute * MINUTE;
      const range = { from: String(from), until: String(from + SLICE * MINUTE), by: 'instance', step: '1m' };
      const { groups } = await server.get<SeriesReport>('/api/v1/series', { query, ...range });
      for (const { labels, values } of groups) {
        for (const [at, value] of values.entries()) {
          if (value === null) continue;
          const number = expected.get(`${from + at * MINUTE} ${labels.instance}`) ?? 0;
          times.set(number, value / placeOf(number).value);
          sum += value;
        }
      }
    }
  }
  const range = { from: String(STARTS[0]), until: String(NOON + 60 * DAY) };
  const { total } = await server.get<TopReport>('/api/v1/top', { query, ...range });
  return { times, sum, sumOfAll: total };
}
