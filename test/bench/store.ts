import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { callTree, fromPprof, mergeProfiles } from '@perf/profile';
import { decodePprof } from '@perf/proto';
import { defaultLimits } from '@perf/server/limits.js';
import { answer } from '@perf/server/query.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import { median, printTable, spread, timed } from './figures.js';
import { random, Workload } from './workload.js';

const minuteMs = 60_000;
const distinctProfiles = 200;

/** A day of one service: one profile a minute from each instance; then what it costs to read it back. */
export async function storeBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { minutes: { type: 'string', default: '1440' }, instances: { type: 'string', default: '10' } },
  });
  const minutes = Number(values.minutes);
  const instances = Number(values.instances);
  const dataDir = mkdtempSync(join(tmpdir(), 'perf-bench-'));
  try {
    const workload = new Workload(random(1));
    const bodies = Array.from({ length: distinctProfiles }, () => workload.gzipped());
    const stacks = bodies.map((body) => decodePprof(body).sample.length);
    console.log(
      `${minutes} minutes x ${instances} instances, ${median(stacks)} stacks and ` +
        `${Math.round(median(bodies.map((body) => body.length)) / 1024)} KB gzipped a profile\n`,
    );
    const untilMs = Math.floor(Date.now() / minuteMs) * minuteMs;
    const fromMs = untilMs - minutes * minuteMs;
    await ingest(dataDir, bodies, { fromMs, minutes, instances });
    await read(dataDir, bodies, { fromMs, untilMs, instances });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Appends everything, 32 windows under way at a time, and compares with decoding alone. */
async function ingest(
  dataDir: string,
  bodies: readonly Uint8Array[],
  { fromMs, minutes, instances }: { fromMs: number; minutes: number; instances: number },
): Promise<void> {
  const writer = await SqliteWriterThread.open(dataDir, { limits: defaultLimits, maxAgeMs: 30 * 86_400_000 });
  const start = performance.now();
  let sent = 0;
  const total = minutes * instances;
  const client = async () => {
    while (sent < total) {
      const index = sent++;
      const at = fromMs + Math.floor(index / instances) * minuteMs;
      await writer.append({
        id: `window-${index}`,
        labels: { instance: `host-${index % instances}`, service: 'bench', version: '1.0.0' },
        profiles: [bodies[index % bodies.length] as Uint8Array],
        fromMs: at,
        untilMs: at + minuteMs,
        numbers: { requests: 1_000 },
        receivedMs: Date.now(),
      });
    }
  };
  await Promise.all(Array.from({ length: 32 }, client));
  const eachMs = (performance.now() - start) / total;
  await writer.close();
  const decodes = await timed(7, () => {
    for (const body of bodies) decodePprof(body);
  });
  const decodeMs = decodes.map((ms) => ms / bodies.length);
  const stored = folderBytes(join(dataDir, 'blocks'));
  const sentBytes = bodies.reduce((sum, body) => sum + body.length, 0) / bodies.length;
  printTable(
    ['ingest', 'figure', 'beside'],
    [
      ['ms a profile, durable', eachMs.toFixed(2), `${spread(decodeMs, 2)} for gunzip and decode alone`],
      ['ratio', (eachMs / median(decodeMs)).toFixed(2), '1 for gunzip and decode alone'],
      ['bytes stored a profile', String(Math.round(stored / total)), `${Math.round(sentBytes)} sent, gzipped`],
      ['ratio', (stored / total / sentBytes).toFixed(3), '1 for keeping what was sent'],
    ],
  );
  console.log();
}

async function read(
  dataDir: string,
  bodies: readonly Uint8Array[],
  { fromMs, untilMs, instances }: { fromMs: number; untilMs: number; instances: number },
): Promise<void> {
  const search = (lastMinutes: number) => {
    const from = Math.max(fromMs, untilMs - lastMinutes * minuteMs);
    return new URLSearchParams({
      query: 'cpu{service="bench"}',
      from: String(from),
      until: String(untilMs),
    }).toString();
  };
  const ask = async (reader: SqliteReader, name: 'flamegraph' | 'top' | 'series', lastMinutes: number) => {
    const found = await answer({ name, search: search(lastMinutes), nowMs: Date.now() }, reader, defaultLimits);
    if ('refusal' in found) throw new Error(found.refusal.detail);
    return found;
  };
  const hour = Math.min(60, (untilMs - fromMs) / minuteMs);
  // What a user would do otherwise: keep the gzipped pprofs, and merge those of the range when asked.
  const onDemandMs = await timed(3, () => {
    const asked = Array.from({ length: hour * instances }, (_, i) => bodies[i % bodies.length] as Uint8Array);
    const merged = mergeProfiles(asked.map((body) => fromPprof(decodePprof(body))));
    const [group] = merged.samples;
    if (group !== undefined) callTree(merged.stacks, group.vector.node, group.vector.values[2] as Float64Array);
  });
  const warm = new SqliteReader(dataDir);
  const rows: string[][] = [];
  for (const [label, minutes] of [
    ['1 h', 60],
    ['all', Number.POSITIVE_INFINITY],
  ] as const) {
    const cold: number[] = [];
    for (let i = 0; i < 5; i++) {
      const reader = new SqliteReader(dataDir);
      const start = performance.now();
      await ask(reader, 'flamegraph', minutes);
      cold.push(performance.now() - start);
      await reader.close();
    }
    const warmMs = await timed(7, () => ask(warm, 'flamegraph', minutes));
    const topMs = await timed(5, () => ask(warm, 'top', minutes));
    const seriesMs = await timed(5, () => ask(warm, 'series', minutes));
    const otherwise = label === '1 h' ? spread(onDemandMs, 0) : '';
    rows.push([label, spread(cold), spread(warmMs), spread(topMs), spread(seriesMs), otherwise]);
  }
  await warm.close();
  printTable(['range', 'flame graph, cold', 'warm', 'top', 'series', 'gzipped pprofs merged on demand'], rows);
  console.log("\nms, median (least-most). Cold: a new reader, the files in the system's cache.");
}

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
