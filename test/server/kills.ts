import { rm } from 'node:fs/promises';
import type { SeriesReport, TopReport } from '@perf/profile';
import { blockDays, blockPath } from '@perf/server/store/sqlite/block.js';
import { dayOf } from '@perf/server/time.js';
import Database from 'better-sqlite3';
import { Archive, largeAnswers, thinningOf, wrongSmallDays } from './archive.js';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { type Moment, momentsOf } from './kill-moments.js';
import { RunningServer, runServer, temporaryFolder } from './running.js';

const DAY = 24 * 60 * MINUTE;
const INSTANCES = 20;
const CLIENTS = 6;

/** Where even and odd windows begin: far enough apart that they never meet. */
const STARTS = [NOON - DAY / 2, NOON + 30 * DAY];

/** Minutes of one day that are asked for at a time. */
const SLICE = 240;

/** Kills while a server was about one thing. */
export interface MomentReport {
  readonly name: string;
  kills: number;
  /** Kills that left windows which were sent and not acknowledged. */
  interrupted: number;
  /** Kills that found it half done, by what was on disk. */
  readonly found: Map<string, number>;
}

export interface KillReport {
  readonly moments: readonly MomentReport[];
  readonly acknowledged: number;
  /** Rollups that were compared with their profiles in the end. */
  readonly rollups: number;
  /** What was not as promised; none where all is well. */
  readonly wrong: readonly string[];
}

/**
 * Kills a server at random moments: while it stores windows, makes rollups, thins a day, removes days, brings blocks up to
 * date. After each restart everything acknowledged is to be there once, sums of rollups are to be those of the windows, days
 * are to be answered as before or to be gone, and check is to find nothing. In the end what was not acknowledged is sent
 * again.
 */
export async function killRepeatedly(
  kills: number,
  told: (kill: number) => void = () => undefined,
): Promise<KillReport> {
  const archive = await Archive.make();
  const dataDir = await temporaryFolder();
  archive.putLarge(dataDir);
  const load = new Load();
  const wrong: string[] = [];
  let rollups = 0;
  let large: string | null = null;

  const verify = async (server: RunningServer, mayMiss: boolean): Promise<void> => {
    wrong.push(...(await load.wrongIn(server, mayMiss)), ...(await wrongSmallDays(server, dataDir)));
    const answers = await largeAnswers(server);
    large ??= answers;
    if (answers !== large) wrong.push(`the large day is answered as ${answers} instead of ${large}`);
    const { code, stdout } = await runServer(['check', '--data-dir', dataDir]);
    if (code !== 0) wrong.push(stdout);
    rollups = Number(/(\d+) rollups/.exec(stdout)?.[1]);
  };

  const moments = momentsOf(archive, rollupsIn);
  const reports = moments.map(({ name }): MomentReport => ({ name, kills: 0, interrupted: 0, found: new Map() }));
  for (let kill = 1; kill <= kills; kill++) {
    const moment = moments[(kill - 1) % moments.length] as Moment;
    const report = reports[(kill - 1) % moments.length] as MomentReport;
    moment.prepare(dataDir);
    const isInterrupted = await killAt(moment, dataDir, load);
    const found = moment.found(dataDir);
    report.kills++;
    if (isInterrupted) report.interrupted++;
    if (found !== null) report.found.set(found, (report.found.get(found) ?? 0) + 1);
    const restarted = await RunningServer.start({ dataDir });
    await verify(restarted, true);
    await restarted.kill();
    archive.removeSmall(dataDir);
    told(kill);
  }
  const thinning = moments.find(({ name }) => name === 'a day is thinned') as Moment;
  const server = await RunningServer.start({ dataDir, flags: thinning.flags });
  await load.sendRest(server);
  while (thinningOf(dataDir) !== 'done') await new Promise((resolve) => setTimeout(resolve, 20));
  await verify(server, false);
  await server.stop();
  await Promise.all([rm(dataDir, { recursive: true }), archive.remove()]);
  return { moments: reports, acknowledged: load.acknowledged.size, rollups, wrong };
}

/** Starts a server and kills it. Returns whether windows were under way. */
async function killAt(moment: Moment, dataDir: string, load: Load): Promise<boolean> {
  const over = new AbortController();
  const launched = RunningServer.launch({ dataDir, flags: moment.flags });
  const clients: Promise<void>[] = [];
  const listens = launched.listening.then((server) => {
    if (moment.underLoad) for (let client = 0; client < CLIENTS; client++) clients.push(load.send(server));
    else over.abort();
  });
  void launched.ended.then(() => over.abort());
  if (moment.underLoad) await listens;
  await moment.come(dataDir, over.signal);
  launched.process.kill('SIGKILL');
  const { code, stderr } = await launched.ended;
  if (code !== 'SIGKILL') throw new Error(`the server ended with ${code} before it was killed: ${stderr}`);
  await listens.catch(() => undefined);
  await Promise.all(clients);
  return moment.underLoad && load.unanswered > 0;
}

/** Windows that clients send, and what became of them. */
class Load {
  readonly acknowledged = new Set<number>();
  #unacknowledged: number[] = [];
  #last = 0;

  /** Windows that were sent and are not acknowledged. */
  get unanswered(): number {
    return this.#unacknowledged.length;
  }

  /** Sends windows until the server is gone. */
  async send(server: RunningServer): Promise<void> {
    for (;;) {
      const number = this.#unacknowledged.pop() ?? ++this.#last;
      try {
        await pushWindow(server, number);
        this.acknowledged.add(number);
      } catch (error) {
        this.#unacknowledged.push(number);
        if ((error as NodeJS.ErrnoException).code === undefined) throw error;
        return;
      }
    }
  }

  async sendRest(server: RunningServer): Promise<void> {
    for (const number of this.#unacknowledged) await pushWindow(server, number);
  }

  /** Windows that are not stored once, and sums that are not those of the windows. @param mayMiss what was not acknowledged. */
  async wrongIn(server: RunningServer, mayMiss: boolean): Promise<string[]> {
    const { times, sum, sumOfAll } = await storedTimes(server, this.#last);
    const wrong: string[] = [];
    for (let number = 1; number <= this.#last; number++) {
      const stored = times.get(number) ?? 0;
      if (stored === 1 || (stored === 0 && mayMiss && !this.acknowledged.has(number))) continue;
      wrong.push(`window ${number} is stored ${stored} times`);
    }
    if (sum !== sumOfAll) wrong.push(`the windows add up to ${sum}, all of it to ${sumOfAll}`);
    return wrong;
  }
}

/** Rollups of the days that clients send windows of. */
function rollupsIn(dataDir: string): { made: number; due: number } {
  let [made, due] = [0, 0];
  for (const day of blockDays(dataDir).filter((one) => one >= dayOf(STARTS[0] as number))) {
    const db = new Database(blockPath(dataDir, day), { readonly: true });
    made += db.prepare('SELECT count(*) FROM rollup').pluck().get() as number;
    due += db.prepare('SELECT count(*) FROM due').pluck().get() as number;
    db.close();
  }
  return { made, due };
}

/** Window number n has a minute, an instance and a value of its own; odd ones lie some days later. */
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
