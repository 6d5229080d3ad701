import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dayMs, startOfDayMs } from '@perf/server/time.js';
import { median } from './figures.js';
import { printBackground } from './store/background.js';
import { printByInstance } from './store/by-instance.js';
import { catalogue, copyDays, makeDay, minuteMs, multiplyDay } from './store/dataset.js';
import { printIngest, stacksOf } from './store/ingest.js';
import { printMemory } from './store/memory.js';
import { mergeOnDemand } from './store/on-demand.js';
import { printQueries } from './store/queries.js';
import { printReal } from './store/real.js';
import { random, Workload } from './workload.js';

const OPTIONS = {
  parts: { type: 'string', default: 'month,real,memory,background' },
  days: { type: 'string', default: '31' },
  instances: { type: 'string', default: '10' },
  /** Times as many instances of a single day; 1 leaves that out. */
  times: { type: 'string', default: '10' },
  /** Real windows of each process that is recorded. */
  windows: { type: 'string', default: '10' },
  services: { type: 'string', default: '100' },
} as const;

const DISTINCT_PROFILES = 400;
/** A day to come: spans have to be over for rollups to be made, so that these are measured by themselves. */
const DAY = startOfDayMs('2099-10-31');
/** Off the spans' ends, so that ranges begin and end in the middle of one. */
const UNTIL_MS = DAY + dayMs - 3.5 * minuteMs;

/** What the store costs: a month of drawn profiles, real profiles, and the memory of a server with many services. */
export async function storeBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const parts: Record<string, (dataDir: string) => Promise<void>> = {
    month: (dataDir) => month(dataDir, Number(values.days), Number(values.instances), Number(values.times)),
    real: (dataDir) => printReal(dataDir, DAY, Number(values.windows)),
    memory: () => printMemory(Number(values.services)),
    background: (dataDir) => background(dataDir, Number(values.instances)),
  };
  for (const name of values.parts.split(',')) {
    const part = parts[name];
    if (part === undefined) throw new Error(`there is no part "${name}"; there are ${Object.keys(parts).join(', ')}`);
    const dataDir = mkdtempSync(join(tmpdir(), 'perf-bench-'));
    try {
      await part(dataDir);
      console.log();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
}

/** What the server asks itself, of a week of a service. */
async function background(dataDir: string, instances: number): Promise<void> {
  const workload = new Workload(random(1));
  const windows = Array.from({ length: DISTINCT_PROFILES }, () => [workload.gzipped()]);
  await makeDay({ dataDir, startMs: DAY, instances, minutes: dayMs / minuteMs, windows });
  copyDays(dataDir, DAY, 7);
  await catalogue(dataDir);
  await printBackground(dataDir, UNTIL_MS);
}

/** A month of a service, made of one day that went through the writer; then what it costs to read it back. */
async function month(dataDir: string, days: number, instances: number, times: number): Promise<void> {
  const workload = new Workload(random(1));
  const bodies = Array.from({ length: DISTINCT_PROFILES }, () => workload.gzipped());
  const windows = bodies.map((body) => [body]);
  const stacks = median(windows.map(stacksOf));
  const kilobytes = median(bodies.map((body) => body.length)) / 1024;
  console.log(`Profiles of ${stacks} stacks, ${kilobytes.toFixed(0)} KB gzipped; one a minute of each instance.\n`);

  const minutes = dayMs / minuteMs;
  await printIngest(await makeDay({ dataDir, startMs: DAY, instances, minutes, windows }), windows);
  copyDays(dataDir, DAY, days - 1);
  await catalogue(dataDir);
  const hours = [1, 24, 7 * 24, 30 * 24].filter((length) => length <= 24 * days);
  const title = `${instances} instances`;
  const flameGraphs = await printQueries({ title, dataDir, untilMs: UNTIL_MS, hours });
  await printByInstance(title, dataDir, UNTIL_MS, [1, 12]);
  if (times > 1) {
    const large = join(dataDir, 'large');
    mkdirSync(large);
    await multiplyDay(dataDir, large, DAY, times);
    const title = `${instances * times} instances`;
    await printQueries({ title, dataDir: large, untilMs: UNTIL_MS, hours: [1, 23] });
    await printByInstance(title, large, UNTIL_MS, [1]);
  }
  for (const length of [1, 24]) {
    const graph = flameGraphs.get(length);
    if (graph === undefined) continue;
    const profiles = length * 60 * instances;
    const tookMs = mergeOnDemand(bodies, profiles);
    console.log(
      `\nWithout a store, for ${length} h of ${instances} instances: ${profiles} gzipped pprofs read from SQLite, decoded and ` +
        `merged: ${tookMs.toFixed(0)} ms; ${(tookMs / graph.cold).toFixed(0)} times the flame graph of a new reader, ` +
        `${(tookMs / graph.warm).toFixed(0)} times that of a warm one.`,
    );
  }
}
