import { gzipSync } from 'node:zlib';
import { encodePprof } from '@perf/proto';
import { defaultLimits } from '@perf/server/limits.js';
import type { BackgroundName } from '@perf/server/query/background.js';
import { answer } from '@perf/server/query.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import { VerdictReader } from '@perf/server/verdicts/verdict-reader.js';
import { pprofOf } from '../../notation/profile-of.js';
import { costOf, printTable, spread, timed } from '../figures.js';
import { acceptance, minuteMs } from './dataset.js';

const hourMs = 60 * minuteMs;
const leaky = { service: 'leaky', env: '', version: '1.0', instance: 'host-0' };
const hours = 48;
const sites = 2_000;
const cohorts = 24;

/** Prints what the questions take that the server asks itself, of the last week of the service `bench` and of one heap. */
export async function printBackground(dataDir: string, untilMs: number): Promise<void> {
  await storeHeap(dataDir, untilMs);
  const times = { first: String(untilMs - hours * hourMs), last: String(untilMs - minuteMs) };
  const functions = Array.from({ length: 20 }, (_, at) => ({ function: `function${at}`, of: 'total' }));
  const labels = JSON.stringify({ service: 'bench' });
  const questions: Record<string, { name: BackgroundName; search: Record<string, string> }> = {
    'changes of a week': { name: 'share-changes', search: { service: 'bench', env: '' } },
    'the processes of a service': { name: 'heap-instances', search: { service: 'leaky' } },
    'one heap, for the first time': { name: 'heap-test', search: { ...leaky, ...times } },
    'one heap, nothing new': {
      name: 'heap-test',
      search: { ...leaky, ...times, after: String(untilMs) },
    },
    '20 recording rules': { name: 'recorded', search: { labels, functions: JSON.stringify(functions) } },
  };
  const verdicts = new VerdictReader(dataDir);
  const rows: string[][] = [];
  for (const [title, { name, search }] of Object.entries(questions)) {
    const ask = async (reader: SqliteReader): Promise<void> => {
      const query = { name, search: new URLSearchParams(search).toString(), nowMs: untilMs };
      const found = await answer(query, { store: reader, verdicts, limits: defaultLimits });
      if ('refusal' in found) throw new Error(`${title}: ${found.refusal.detail}`);
    };
    const cpuMs: number[] = [];
    const took = await timed(5, async () => {
      const reader = new SqliteReader(dataDir);
      cpuMs.push((await costOf(() => ask(reader))).cpuMs);
      await reader.close();
    });
    rows.push([title, spread(took, 0), spread(cpuMs.slice(1), 0)]);
  }
  console.log('\nQuestions in the background, each by a reader that has just opened: ms\n');
  printTable(['question', 'takes', 'of the processor'], rows);
}

/** Two days of a process, a window a minute with its numbers, and a census of many sites at their end. */
async function storeHeap(dataDir: string, untilMs: number): Promise<void> {
  const writer = await SqliteWriterThread.open(dataDir, acceptance);
  const sinceMs = untilMs - hours * hourMs;
  const widthMs = (hours * hourMs) / cohorts;
  const snapshot = gzipSync(encodePprof(pprofOf('main;a 1', { types: ['inuse_space/bytes'] })));
  const lines = Array.from({ length: sites }, (_, site) =>
    Array.from({ length: cohorts }, (_, at) => {
      const start = Math.floor(sinceMs / widthMs) * widthMs + at * widthMs;
      return `main;a${site % 40};b${site % 400};c${site} ${1 + ((site + at) % 3)} {cohort=${start}}`;
    }).join('\n'),
  );
  const census = gzipSync(encodePprof(pprofOf(lines.join('\n'), { types: ['inuse_samples/count'] })));
  const more = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`number${at}`, at + 0.123]));
  const numbers = { ...more, heapUsedBytes: 2e8, heapLimitBytes: 4e8, heapIntervalBytes: 524_288 };
  const windows = Array.from({ length: hours * 60 }, (_, minute) => sinceMs + minute * minuteMs);
  for (let from = 0; from < windows.length; from += 32) {
    await Promise.all(
      windows.slice(from, from + 32).map((fromMs, at) => {
        const isLast = from + at === windows.length - 1;
        return writer.append({
          ...{ id: `heap-${fromMs}`, labels: leaky, fromMs, untilMs: fromMs + minuteMs, receivedMs: untilMs },
          profiles: isLast ? [snapshot, census] : [snapshot],
          numbers: isLast ? { ...numbers, heapCohortMs: widthMs } : numbers,
        });
      }),
    );
  }
  await writer.close();
}
