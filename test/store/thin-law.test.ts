import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { checkStore } from '@perf/server/store/sqlite/check.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import type { Selection } from '@perf/server/store/store.js';
import fc from 'fast-check';
import { answerText, asked, type Drawn, drawnWindow, inputOf, midMsOf, modelText } from './drawn-windows.js';
import { hourMs, momentsIn, spanOf, type ThinnedDays, thin } from './thinned.js';
import { acceptance, dayMs, minuteMs, noonMs, selectionOf } from './windows.js';

const drawnDays: fc.Arbitrary<ThinnedDays> = fc.record({
  tenMinutes: fc.integer({ min: 1, max: 3 }),
  hours: fc.integer({ min: 0, max: 2 }),
});

/** Several windows, close together often enough. */
const drawnWindows = (value: fc.Arbitrary<number>) => {
  const busy = fc
    .tuple(drawnWindow(value), fc.integer({ min: 0, max: 90 }))
    .map(([window, minute]) => ({ ...window, minute }));
  return fc.array(fc.oneof(drawnWindow(value), busy), { minLength: 1, maxLength: 30 });
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perf-thin-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;

/** A store of windows, some of its rollups made; and it again after some of its days were thinned. */
async function thinned(
  { windows, rolledUp, days }: { windows: readonly Drawn[]; rolledUp: boolean; days: ThinnedDays },
  use: (reader: SqliteReader, thinDays: () => void) => Promise<void>,
): Promise<void> {
  const dataDir = join(folder, String(runs++));
  let writer = new SqliteWriter(dataDir, acceptance);
  writer.append(windows.map(inputOf));
  if (rolledUp) writer.rollUp(noonMs + 2 * dayMs, Number.POSITIVE_INFINITY);
  const reader = new SqliteReader(dataDir);
  try {
    await use(reader, () => {
      thin(writer, days);
      // The second time, what is left is thinned further, or is as it was.
      writer.close();
      writer = new SqliteWriter(dataDir, acceptance);
      thin(writer, days);
    });
    expect([...checkStore(dataDir)].flatMap(({ findings }) => findings)).toEqual([]);
  } finally {
    await reader.close();
    writer.close();
    rmSync(dataDir, { recursive: true });
  }
}

const tellsApart = ({ by, matchers }: Selection) =>
  by.includes('instance') || matchers.some(({ name }) => name === 'instance');

describe('days that were thinned', () => {
  it('answer as before where a range and its steps lie on multiples of what is kept, counts included', async () => {
    // Sums of the large ones pass 2^53: there are no rollups of them.
    const anyWindows = fc
      .constantFrom(1, 2 ** 49)
      .chain((unit) => drawnWindows(fc.integer({ min: 1, max: 2 }).map((value) => value * unit)));
    await fc.assert(
      fc.asyncProperty(
        fc.record({ windows: anyWindows, rolledUp: fc.boolean(), days: drawnDays }),
        fc.array(fc.tuple(asked, fc.constantFrom(undefined, 1, 6)), { minLength: 3, maxLength: 8 }),
        async (drawn, questions) => {
          const selections = questions.map(([{ range, query, by }, steps]) => {
            const probe = selectionOf(query, { by });
            const spanMs = drawn.days.hours > 0 || tellsApart(probe) ? hourMs : 10 * minuteMs;
            const [fromMs, untilMs] = range.map((at) => Math.floor((noonMs + at * minuteMs) / spanMs) * spanMs);
            const stepMs = steps === undefined ? undefined : steps * spanMs;
            return { ...probe, fromMs: fromMs as number, untilMs: (untilMs as number) + spanMs, stepMs };
          });
          await thinned(drawn, async (reader, thinDays) => {
            const answers = async () => {
              const texts: string[][] = [];
              for (const selection of selections) {
                const totals = await reader.totals(selection);
                const counted = totals.groups.map((group) => JSON.stringify(group));
                texts.push([...answerText(await reader.select(selection), selection), ...counted]);
              }
              return texts;
            };
            const before = await answers();
            thinDays();
            expect(await answers()).toEqual(before);
          });
        },
      ),
      { numRuns: 25 },
    );
  }, 240_000);

  it('answer any other range as if each window lay in the middle of its ten minutes or its hour', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ windows: drawnWindows(fc.integer({ min: 1, max: 100 })), rolledUp: fc.boolean(), days: drawnDays }),
        fc.array(asked, { minLength: 3, maxLength: 8 }),
        async (drawn, questions) => {
          const { windows, days } = drawn;
          await thinned(drawn, async (reader, thinDays) => {
            thinDays();
            for (const { range, query, by, stepMs } of questions) {
              const [fromMs, untilMs] = [noonMs + range[0] * minuteMs, noonMs + (range[1] + 1) * minuteMs];
              const selection = selectionOf(query, { fromMs, untilMs, by, stepMs });
              const apart = tellsApart(selection);
              const found = await reader.select(selection);
              const expected = modelText(windows, selection, momentsIn(windows, days, apart));
              expect(answerText(found, selection).sort()).toEqual(expected.sort());
              const totals = await reader.totals(selection);
              expect(totals.groups.map(({ total, evidence }) => ({ total, evidence }))).toEqual(
                found.groups.map(({ value, evidence }) => ({ total: value.reduce((a, b) => a + b, 0), evidence })),
              );

              const dayOf = (ms: number) => Math.floor(ms / dayMs);
              const touched = windows.filter((window) => {
                const day = dayOf(midMsOf(window));
                const isIn = day >= dayOf(fromMs) && day <= dayOf(untilMs - 1);
                return (
                  isIn &&
                  selection.matchers.every(
                    (one) => one.name === 'endpoint' || one.matches(window.labels[one.name] ?? ''),
                  )
                );
              });
              const resolutionMs = Math.max(0, ...touched.map((window) => spanOf(windows, window, days, apart)));
              expect([found.resolutionMs, totals.resolutionMs]).toEqual([resolutionMs, resolutionMs]);
              expect([found.untold, totals.untold]).toEqual([[], []]);
            }
          });
        },
      ),
      { numRuns: 25 },
    );
  }, 240_000);
});
