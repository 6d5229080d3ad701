import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { blockBytes } from '@perf/server/store/sqlite/block.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import { dayMs, dayOf, startOfDayMs } from '@perf/server/time.js';
import { printTable } from './figures.js';
import { acceptance, makeDay, minuteMs } from './store/dataset.js';
import { random, Workload } from './workload.js';

const OPTIONS = { instances: { type: 'string', default: '1,10' } } as const;

const DISTINCT_PROFILES = 400;
const DAY = startOfDayMs('2026-10-31');

/** How long the writer works before it looks at what has arrived. */
const PIECE_MS = 30;

/** What a day takes up in each tier, and what it takes to get there. */
export async function tiersBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const workload = new Workload(random(1));
  const windows = Array.from({ length: DISTINCT_PROFILES }, () => [workload.gzipped()]);
  const rows: string[][] = [];
  for (const instances of values.instances.split(',').map(Number)) {
    const dataDir = mkdtempSync(join(tmpdir(), 'perf-bench-'));
    try {
      const { bytes } = await makeDay({ dataDir, startMs: DAY, instances, minutes: dayMs / minuteMs, windows });
      const toTenMinutes = thin(dataDir, 10 * minuteMs);
      const toHours = thin(dataDir, 60 * minuteMs);
      const megabytes = (of: number): string => (of / 1e6).toFixed(1);
      rows.push([
        String(instances),
        megabytes(bytes),
        `${megabytes(toTenMinutes.bytes)} (${(toTenMinutes.bytes / bytes).toFixed(3)})`,
        `${megabytes(toHours.bytes)} (${(toHours.bytes / bytes).toFixed(3)})`,
        `${(toTenMinutes.workMs / 1_000).toFixed(1)}, ${toTenMinutes.longestMs.toFixed(0)}`,
        `${(toHours.workMs / 1_000).toFixed(1)}, ${toHours.longestMs.toFixed(0)}`,
      ]);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  printTable(
    ['instances', 'raw, MB a day', '10m (of raw)', '1h (of raw)', 'to 10m: s of work, longest ms', 'to 1h'],
    rows,
  );
}

/** @returns the bytes of the day afterwards, and how long the writer worked: in all, and at most at a time. */
function thin(dataDir: string, resolutionMs: number): { bytes: number; workMs: number; longestMs: number } {
  const writer = new SqliteWriter(dataDir, acceptance);
  const nowMs = DAY + 5 * dayMs;
  writer.expire({ maxAgeMs: 60 * dayMs, tiers: [{ afterMs: dayMs, resolutionMs }] }, nowMs);
  let [workMs, longestMs] = [0, 0];
  for (let isMore = true; isMore; ) {
    const start = performance.now();
    isMore = writer.thin(PIECE_MS);
    const ms = performance.now() - start;
    workMs += ms;
    longestMs = Math.max(longestMs, ms);
  }
  writer.close();
  return { bytes: blockBytes(dataDir, dayOf(DAY)), workMs, longestMs };
}
