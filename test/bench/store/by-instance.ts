import { parseSelector } from '@perf/server/selector.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import type { Selection } from '@perf/server/store/store.js';
import { printTable, spread, timed } from '../figures.js';
import { minuteMs } from './dataset.js';
import { SameBytes } from './same-bytes.js';

const hourMs = 60 * minuteMs;
const RUNS = 5;

/** Every window of every instance apart, as a comparison's statistics look at them: nothing can be added up ahead of time. */
export async function printByInstance(
  title: string,
  dataDir: string,
  untilMs: number,
  hours: readonly number[],
): Promise<void> {
  const reader = new SqliteReader(dataDir);
  const { matchers } = parseSelector('{service="bench"}');
  let asked = 0;
  const rows: string[][] = [];
  for (const length of hours) {
    // Never the same range twice: finished answers are remembered.
    const selection = (): Selection => {
      const until = untilMs - asked++;
      const range = { fromMs: until - length * hourMs, untilMs: until };
      return { ...range, sampleType: 'cpu', matchers, by: ['instance'], stepMs: minuteMs, maxGroups: 100_000 };
    };
    const windows = (await reader.totals(selection())).groups.length;
    const bytes = new SameBytes(dataDir, selection(), 'profiles');
    rows.push([
      `${length} h`,
      String(windows),
      spread(await timed(RUNS, () => reader.totals(selection()))),
      spread(await timed(RUNS, () => reader.select(selection()))),
      spread(await timed(RUNS, () => bytes.read())),
    ]);
    bytes.close();
  }
  await reader.close();
  console.log(`\n${title}, each window by itself: ms\n`);
  printTable(['range', 'windows', 'totals', 'call trees', 'reading the same bytes'], rows);
}
