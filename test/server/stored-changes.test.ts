import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import { changesIn } from '@perf/server/verdicts/share-changes.js';
import { firstDayMs, hourMs } from '../store/thinned.js';
import { acceptance, dayMs, minuteMs, windowOf } from '../store/windows.js';

const sampleNanoseconds = Math.round(1e9 / 99);

it('Changes are looked for in functions of enough samples, however often a service restarts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-changes-'));
  const writer = new SqliteWriter(folder, acceptance);
  // In two hours four windows of ten minutes, each of a process of its own: 20 samples of `rare`, 80 of `usual`.
  const drawing = `main;usual ${20 * sampleNanoseconds}\nmain;rare ${5 * sampleNanoseconds}`;
  for (let fromMs = firstDayMs; fromMs < firstDayMs + dayMs; fromMs += 30 * minuteMs) {
    const [untilMs, labels] = [fromMs + 10 * minuteMs, { service: 'shop', instance: String(fromMs) }];
    const times = { fromMs, untilMs, receivedMs: untilMs };
    expect(writer.append([windowOf(drawing, { types: ['cpu/nanoseconds'], ...times, labels })])[0]).toHaveProperty(
      'receipt',
    );
  }
  writer.close();
  const reader = new SqliteReader(folder);
  const found = await changesIn(reader, { service: 'shop', env: '' }, firstDayMs + dayMs + hourMs, 10_000);
  expect([found.functions, found.share]).toEqual([1, 0.8]);
  await reader.close();
  rmSync(folder, { recursive: true });
});
