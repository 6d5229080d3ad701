import { parseArgs } from 'node:util';
import { fillRepeatedly } from '../server/full-disks.js';
import { killRepeatedly } from '../server/kills.js';
import { overload } from '../server/overload.js';
import { RunningServer } from '../server/running.js';
import { damageRepeatedly } from '../store/damages.js';
import { printTable, quantile } from './figures.js';
import { random, Workload } from './workload.js';

/**
 * A server that is killed again and again, one that is sent ten times what it can store, blocks that are overwritten with noise,
 * and disks that are full. Ends with 1 where something was not as promised.
 */
export async function faultsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '200' },
      seconds: { type: 'string', default: '20' },
      damages: { type: 'string', default: '500' },
      disks: { type: 'string', default: '10' },
    },
  });
  if (Number(values.kills) > 0) await kills(Number(values.kills));
  if (Number(values.seconds) > 0) await tenfold(Number(values.seconds));
  if (Number(values.damages) > 0) await damages(Number(values.damages));
  if (Number(values.disks) > 0) await fullDisks(Number(values.disks));
}

async function kills(count: number): Promise<void> {
  const report = await killRepeatedly(count, (kill) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${kill} of ${count} kills`);
  });
  printTable(
    ['kill -9 while', 'kills', 'with windows under way', 'found half done'],
    report.moments.map(({ name, kills, interrupted, found }) => {
      const states = [...found].map(([state, times]) => `${times}: ${state}`);
      return [name, String(kills), String(interrupted), states.join('; ')];
    }),
  );
  console.log();
  printTable(
    ['after every restart, and in the end', 'figure'],
    [
      ['windows acknowledged', String(report.acknowledged)],
      ['rollups compared with their windows in the end', String(report.rollups)],
      ['windows lost or counted twice, damages found', String(report.wrong.length)],
    ],
  );
  tellWrong(report.wrong);
}

/** Throws with the damage where it costs more than it may. */
async function damages(count: number): Promise<void> {
  const { blocks, found, refused } = await damageRepeatedly(count);
  printTable(
    ['blocks with some bytes overwritten', 'figure'],
    [
      ['blocks', String(blocks)],
      ['of them found by check', String(found)],
      ['questions and windows refused with the name of the block', String(refused)],
    ],
  );
  console.log();
}

async function fullDisks(count: number): Promise<void> {
  const { acknowledged, refusals, wrong } = await fillRepeatedly(count);
  printTable(
    ['disks that were filled, and given room again', 'figure'],
    [
      ['disks', String(count)],
      ['windows acknowledged', String(acknowledged)],
      ...[...refusals].map(([told, times]) => [`told "${told}"`, String(times)]),
      ['windows lost, counted twice or stored by halves, damages found', String(wrong.length)],
    ],
  );
  tellWrong(wrong);
}

function tellWrong(wrong: readonly string[]): void {
  for (const one of wrong) console.log(one);
  if (wrong.length > 0) process.exitCode = 1;
  console.log();
}

async function tenfold(seconds: number): Promise<void> {
  const workload = new Workload(random(1));
  const bodies = Array.from({ length: 50 }, () => workload.gzipped());
  const server = await RunningServer.start();
  const report = await overload(server, bodies, seconds);
  await server.stop();
  const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  const [idleMs, busyMs] = [quantile(report.idleQueriesMs, 0.99), quantile(report.queriesMs, 0.99)];
  printTable(
    ['ten times what can be stored', 'figure', 'beside'],
    [
      ['windows sent a second', report.sent.toFixed(0), `${report.sustainable.toFixed(0)} stored by 16 clients`],
      ...Object.entries(report.answers).map(([status, count]) => [`answers ${status}`, String(count), '']),
      ['acknowledged and not stored once', String(report.acknowledgedInAll - report.stored), '0'],
      ['most memory (RSS)', megabytes(report.peakBytes), `${megabytes(report.idleBytes)} idle`],
      ['flame graph, p99', `${busyMs.toFixed(0)} ms`, `${idleMs.toFixed(0)} ms idle`],
      ['ratio', (busyMs / idleMs).toFixed(1), `of ${report.queriesMs.length} queries, all answered`],
    ],
  );
  if (report.acknowledgedInAll !== report.stored) process.exitCode = 1;
  console.log();
}
