import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { answerText, asked, type Drawn, drawnWindow, inputOf, minute, modelText } from './drawn-windows.js';
import { acceptance, dayMs, minuteMs, noonMs, selectionOf } from './windows.js';

describe('rollups', () => {
  let dataDir: string;
  let writer: SqliteWriterThread;
  let reader: SqliteReader;

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'perf-rollup-'));
    writer = await SqliteWriterThread.open(dataDir, acceptance);
    reader = new SqliteReader(dataDir);
  });
  afterEach(async () => {
    await reader.close();
    await writer.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('never change an answer, whenever they are made and whatever arrives late', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.array(drawnWindow(), { minLength: 1, maxLength: 12 }) },
      { weight: 2, arbitrary: minute },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 6 }),
        fc.array(asked, { minLength: 3, maxLength: 6 }),
        async (steps, questions) => {
          rmSync(dataDir, { recursive: true, force: true });
          await reader.close();
          await writer.close();
          writer = await SqliteWriterThread.open(dataDir, acceptance);
          reader = new SqliteReader(dataDir);
          const windows: Drawn[] = [];
          const check = async () => {
            for (const { range, query, by, stepMs } of questions) {
              const selection = selectionOf(query, {
                fromMs: noonMs + range[0] * minuteMs,
                untilMs: noonMs + (range[1] + 1) * minuteMs,
                by,
                stepMs,
              });
              if (windows.length === 0) continue;
              const found = await reader.select(selection);
              expect(answerText(found, selection).sort()).toEqual(modelText(windows, selection).sort());
              const totals = await reader.totals(selection);
              expect(totals.groups.map(({ total, evidence }) => ({ total, evidence }))).toEqual(
                found.groups.map(({ value, evidence }) => ({ total: value.reduce((a, b) => a + b, 0), evidence })),
              );
            }
          };
          for (const one of steps) {
            if (typeof one === 'number') await writer.rollUp(noonMs + one * minuteMs);
            else {
              windows.push(...one);
              await Promise.all(one.map((drawn) => writer.append(inputOf(drawn))));
            }
            await check();
          }
          await writer.rollUp(noonMs + 2 * dayMs);
          await check();
        },
      ),
      { numRuns: 25 },
    );
  }, 240_000);

  /** Two hours of two instances, a window every five minutes. */
  const twoHours = (): Drawn[] =>
    Array.from({ length: 48 }, (_, i) => ({
      minute: Math.floor(i / 2) * 5,
      labels: { service: 'shop', instance: i % 2 === 0 ? 'a' : 'b' },
      samples: [{ stack: 'main;f', endpoint: '', value: 1 }],
      requests: undefined,
    }));
  const hours = selectionOf('samples', { fromMs: noonMs, untilMs: noonMs + 120 * minuteMs });
  const total = async () => (await reader.select(hours)).groups[0]?.value[0];

  it('are what a long range is answered from, once they are made', async () => {
    await Promise.all(twoHours().map((drawn) => writer.append(inputOf(drawn))));
    await writer.rollUp(noonMs + dayMs);
    // Their words are taken: what they leave out is missing, and what they say of windows is believed.
    const block = new Database(blockPath(dataDir, '2026-11-20'));
    const [rollup] = block
      .prepare('SELECT id FROM rollup WHERE series = 0 AND start_ms = ? AND level_ms = ?')
      .all(noonMs, 60 * minuteMs) as [{ id: number }];
    block.prepare('DELETE FROM rollup_vector WHERE rollup = ?').run(rollup.id);
    block.close();
    expect(await total()).toBeLessThan(48);
  });

  it('bring timelines along, which totals by any step are answered from', async () => {
    await Promise.all(twoHours().map((drawn) => writer.append(inputOf(drawn))));
    await writer.rollUp(noonMs + dayMs);
    const block = new Database(blockPath(dataDir, '2026-11-20'));
    block.exec("UPDATE profile SET head = x'', data = x''");
    block.close();
    const byInstance = selectionOf('samples', { ...hours, by: ['instance'], stepMs: 15 * minuteMs });
    const { groups } = await reader.totals(byInstance);
    expect(groups.map(({ labels, total, evidence }) => [labels.instance, total, evidence.profiles])).toEqual([
      ...Array.from({ length: 8 }, () => ['a', 3, 3]),
      ...Array.from({ length: 8 }, () => ['b', 3, 3]),
    ]);
  });

  it('are left out where what they are made of is damaged, and the rest is answered', async () => {
    await Promise.all(twoHours().map((drawn) => writer.append(inputOf(drawn))));
    const block = new Database(blockPath(dataDir, '2026-11-20'));
    block.prepare("UPDATE profile SET data = x'00' WHERE id = 1").run();
    block.close();
    const told: string[] = [];
    writer.onTrouble = (error) => told.push(error);
    for (let i = 0; i < 3; i++) await writer.rollUp(noonMs + dayMs).catch((error: Error) => told.push(error.message));
    expect(told.join()).toContain('a stored vector');
    const later = { fromMs: noonMs + 60 * minuteMs, untilMs: noonMs + 120 * minuteMs };
    expect((await reader.select(selectionOf('samples', later))).groups[0]?.value[0]).toBe(24);
  });
});
