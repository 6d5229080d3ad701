import { callTree, fromColumns, mergeProfiles } from '@perf/profile';
import { decodeColumns } from '@perf/proto';
import { defaultLimits } from '@perf/server/limits.js';
import type { QueryName } from '@perf/server/query/calls.js';
import { answer } from '@perf/server/query.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import Database from 'better-sqlite3';
import { printTable, spread, timed } from '../figures.js';

const hourMs = 3_600_000;

/** What is asked of a range that ends at `untilMs`. */
const QUESTIONS: Readonly<Record<string, { name: QueryName; search(fromMs: number, untilMs: number): object }>> = {
  'flame graph': { name: 'flamegraph', search: (from, until) => ({ query: 'cpu{service="bench"}', from, until }) },
  'one endpoint': {
    name: 'flamegraph',
    search: (from, until) => ({ query: 'cpu{service="bench",endpoint="GET /api/resource-3/:id"}', from, until }),
  },
  'one instance': {
    name: 'flamegraph',
    search: (from, until) => ({ query: 'cpu{service="bench",instance="host-3"}', from, until }),
  },
  top: { name: 'top', search: (from, until) => ({ query: 'cpu{service="bench"}', from, until }) },
  'series by endpoint': {
    name: 'series',
    search: (from, until) => ({ query: 'cpu{service="bench"}', from, until, by: 'endpoint' }),
  },
  'diff with the time before': {
    name: 'diff',
    search: (from, until) => ({
      base: 'cpu{service="bench"}',
      baseFrom: from - (until - from),
      baseUntil: from,
      from,
      until,
    }),
  },
  'label values': { name: 'labels', search: (from, until) => ({ query: '{service="bench"}', from, until }) },
};

export interface QueryPlan {
  readonly title: string;
  readonly dataDir: string;
  readonly untilMs: number;
  readonly hours: readonly number[];
}

/** Prints what each question takes, a reader that is warm beside one that has just opened. */
export async function printQueries({ title, dataDir, untilMs, hours }: QueryPlan): Promise<void> {
  let asked = 0;
  const ask = async (reader: SqliteReader, question: string, lengthMs: number) => {
    const { name, search } = QUESTIONS[question] as (typeof QUESTIONS)[string];
    // Never the same range twice: finished answers are remembered.
    const until = untilMs - asked++;
    const params = Object.entries(search(until - lengthMs, until)).map(([key, value]) => [key, String(value)]);
    const query = { name, search: new URLSearchParams(params).toString(), nowMs: untilMs };
    const found = await answer(query, reader, defaultLimits);
    if ('refusal' in found) throw new Error(`${question}: ${found.refusal.detail}`);
  };
  const rows: string[][] = [];
  const warm = new SqliteReader(dataDir);
  for (const length of hours) {
    const cells: string[] = [];
    const cold: number[] = [];
    for (let i = 0; i < 3; i++) {
      const reader = new SqliteReader(dataDir);
      const start = performance.now();
      await ask(reader, 'flame graph', length * hourMs);
      cold.push(performance.now() - start);
      await reader.close();
    }
    cells.push(spread(cold, 0));
    for (const question of Object.keys(QUESTIONS)) {
      cells.push(spread(await timed(7, () => ask(warm, question, length * hourMs))));
    }
    rows.push([length < 24 ? `${length} h` : `${length / 24} d`, ...cells]);
  }
  await warm.close();
  console.log(`\n${title}: ms\n`);
  printTable(['range', 'flame graph, cold', ...Object.keys(QUESTIONS).map((name) => name)], rows);
}

/** What one would do without a store like this: gzipped pprofs in SQLite, merged when asked. Milliseconds. */
export async function mergeOnDemand(bodies: readonly Uint8Array[], profiles: number, runs: number): Promise<number[]> {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE profile (id INTEGER PRIMARY KEY, body BLOB NOT NULL)');
  const insert = db.prepare('INSERT INTO profile (body) VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < profiles; i++) insert.run(bodies[i % bodies.length]);
  })();
  const read = db.prepare('SELECT body FROM profile').pluck();
  const took = await timed(runs, () => {
    const parts = (read.all() as Uint8Array[]).map((body) => fromColumns(decodeColumns(body)));
    const merged = mergeProfiles(parts);
    const cpu = merged.sampleTypes.findIndex(({ type }) => type === 'cpu');
    for (const { vector } of merged.samples) callTree(merged.stacks, vector.node, vector.values[cpu] as Float64Array);
  });
  db.close();
  return took;
}
