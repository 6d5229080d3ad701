import { defaultLimits } from '@perf/server/limits.js';
import type { QueryName } from '@perf/server/query/calls.js';
import { answer } from '@perf/server/query.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { VerdictReader } from '@perf/server/verdicts/verdict-reader.js';
import { median, printTable, spread, timed } from '../figures.js';
import { SameBytes } from './same-bytes.js';

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
  'series by 15 min': {
    name: 'series',
    search: (from, until) => ({ query: 'cpu{service="bench"}', from, until, step: '15m' }),
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

/** The flame graph of a range, in milliseconds. */
export interface FlameGraphMs {
  readonly cold: number;
  readonly warm: number;
}

/** Prints what each question takes, a reader that is warm beside one that has just opened. Returns flame graphs by hours. */
export async function printQueries({ title, dataDir, untilMs, hours }: QueryPlan): Promise<Map<number, FlameGraphMs>> {
  const flameGraphs = new Map<number, FlameGraphMs>();
  const verdicts = new VerdictReader(dataDir);
  let asked = 0;
  const ask = async (reader: SqliteReader, question: string, lengthMs: number) => {
    const { name, search } = QUESTIONS[question] as (typeof QUESTIONS)[string];
    // Never the same range twice: finished answers are remembered.
    const until = untilMs - asked++;
    const params = Object.entries(search(until - lengthMs, until)).map(([key, value]) => [key, String(value)]);
    const query = { name, search: new URLSearchParams(params).toString(), nowMs: untilMs };
    const found = await answer(query, { store: reader, verdicts, limits: defaultLimits });
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
      const took = await timed(7, () => ask(warm, question, length * hourMs));
      cells.push(spread(took));
      if (question !== 'flame graph') continue;
      flameGraphs.set(length, { cold: median(cold), warm: median(took) });
      cells.push(await sameBytes(dataDir, untilMs, length));
    }
    rows.push([length < 24 ? `${length} h` : `${length / 24} d`, ...cells]);
  }
  await warm.close();
  console.log(`\n${title}: ms\n`);
  const [first, ...others] = Object.keys(QUESTIONS);
  printTable(['range', 'flame graph, cold', `${first}`, 'reading the same bytes', ...others], rows);
  return flameGraphs;
}

/** What it takes to read what a flame graph adds up, and nothing else. */
async function sameBytes(dataDir: string, untilMs: number, hours: number): Promise<string> {
  const bytes = new SameBytes(dataDir, { fromMs: untilMs - hours * hourMs, untilMs });
  const took = await timed(7, () => bytes.read());
  const megabytes = bytes.read() / 1e6;
  bytes.close();
  return `${spread(took)}: ${megabytes.toFixed(1)} MB`;
}
