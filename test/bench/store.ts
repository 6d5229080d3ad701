import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { decodePprof } from '@perf/proto';
import { dayMs, startOfDayMs } from '@perf/server/time.js';
import { median, printTable, spread, timed } from './figures.js';
import { catalogue, copyDays, type DayCost, makeDay, minuteMs, multiplyDay } from './store/dataset.js';
import { mergeOnDemand, printQueries } from './store/queries.js';
import { random, Workload } from './workload.js';

const OPTIONS = {
  days: { type: 'string', default: '31' },
  instances: { type: 'string', default: '10' },
  /** Times as many instances of a single day; 1 leaves that part out. */
  times: { type: 'string', default: '10' },
} as const;

const DISTINCT_PROFILES = 400;
const DAY = startOfDayMs('2026-10-31');
/** Off the spans' ends, so that ranges begin and end in the middle of one. */
const UNTIL_MS = DAY + dayMs - 3.5 * minuteMs;

/** A month of a service, made of one day that went through the writer; then what it costs to read it back. */
export async function storeBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [days, instances, times] = [Number(values.days), Number(values.instances), Number(values.times)];
  const dataDir = mkdtempSync(join(tmpdir(), 'perf-bench-'));
  try {
    const workload = new Workload(random(1));
    const bodies = Array.from({ length: DISTINCT_PROFILES }, () => workload.gzipped());
    const stacks = median(bodies.map((body) => decodePprof(body).sample.length));
    const kilobytes = median(bodies.map((body) => body.length)) / 1024;
    console.log(`Profiles of ${stacks} stacks, ${kilobytes.toFixed(0)} KB gzipped; one a minute of each instance.\n`);

    await printIngest(await makeDay({ dataDir, startMs: DAY, instances, bodies }), bodies);
    copyDays(dataDir, DAY, days - 1);
    await catalogue(dataDir);
    const hours = [1, 24, 7 * 24, 30 * 24].filter((length) => length <= 24 * days);
    await printQueries({ title: `${instances} instances`, dataDir, untilMs: UNTIL_MS, hours });
    if (times > 1) {
      const large = join(dataDir, 'large');
      mkdirSync(large);
      await multiplyDay(dataDir, large, DAY, times);
      await printQueries({
        title: `${instances * times} instances`,
        dataDir: large,
        untilMs: UNTIL_MS,
        hours: [1, 23],
      });
    }
    const onDemand = await mergeOnDemand(bodies, 60 * instances, 3);
    console.log(
      `\nWithout a store, for 1 h of ${instances} instances: ${60 * instances} gzipped pprofs read from SQLite, decoded and ` +
        `merged: ${spread(onDemand, 0)} ms. Memory of this process: ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB.`,
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function printIngest(cost: DayCost, bodies: readonly Uint8Array[]): Promise<void> {
  const decodes = await timed(7, () => {
    for (const body of bodies) decodePprof(body);
  });
  const decodeMs = decodes.map((ms) => ms / bodies.length);
  const eachMs = cost.ingestMs / cost.profiles;
  const sent = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length;
  const stored = cost.bytes / cost.profiles;
  printTable(
    ['ingest', 'figure', 'beside'],
    [
      ['ms a profile, durable', eachMs.toFixed(2), `${spread(decodeMs, 2)} for gunzip and decode alone`],
      ['ratio', (eachMs / median(decodeMs)).toFixed(2), '1 for gunzip and decode alone'],
      ['rollups, ms a profile', (cost.rollUpMs / cost.profiles).toFixed(2), 'in the background'],
      ['bytes stored a profile, rollups included', stored.toFixed(0), `${sent.toFixed(0)} sent, gzipped`],
      ['ratio', (stored / sent).toFixed(3), '1 for keeping what was sent'],
    ],
  );
}
