import type { IngestReport, SeriesReport, TopReport } from '@perf/profile';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import type { RunningServer } from './running.js';

const DAY = 24 * 60 * MINUTE;

/**
 * Windows that can be told apart: number n has the instance `n`, the value n, and lies on one of two days. With more stacks
 * of its own it takes up more room.
 */
export async function pushNumbered(server: RunningServer, number: number, stacks = 0): Promise<IngestReport> {
  const { search, body } = numbered(number, stacks);
  return server.push(search, body);
}

/** The same as a request. */
export function numbered(number: number, stacks = 0): { search: Record<string, string>; body: Uint8Array } {
  const from = NOON + (number % 2) * DAY;
  const search = { service: 'shop', instance: String(number), id: `window ${number}` };
  const shared = Array.from({ length: 20 }, (_, at) => `main;route${at % 5};step${at} 0`);
  const own = Array.from({ length: stacks }, (_, at) => `main;route${at % 5};own${number}.${at} 0`);
  const body = drawnPprof([...shared, ...own, `main;step ${number}`].join('\n'));
  return { search: { ...search, from: String(from), until: String(from + MINUTE) }, body };
}

/** The numbers that are stored, and how often each: its total over its value. */
export async function storedNumbers(server: RunningServer): Promise<Map<number, number>> {
  const range = { query: 'cpu{service="shop"}', from: String(NOON), until: String(NOON + 2 * DAY) };
  const { groups } = await server.get<SeriesReport>('/api/v1/series', { ...range, by: 'instance', step: '2d' });
  const totals = groups.map(({ labels, values }): [number, number] => {
    const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
    return [Number(labels.instance), sum];
  });
  const top = await server.get<TopReport>('/api/v1/top', range);
  const sum = totals.reduce((all, [, total]) => all + total, 0);
  if (top.total !== sum || top.profiles !== totals.length) {
    throw new Error(
      `the stacks of ${top.profiles} profiles sum up to ${top.total}, the totals of ${totals.length} to ${sum}`,
    );
  }
  return new Map(totals.map(([number, total]) => [number, total / number]));
}
