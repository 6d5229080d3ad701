import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultLimits } from '@perf/server/limits.js';
import { parseSelector } from '@perf/server/selector.js';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { checkStore } from '@perf/server/store/sqlite/check.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import { dayOf } from '@perf/server/time.js';
import Database from 'better-sqlite3';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { RunningServer, temporaryFolder } from './running.js';

const HOUR = 60 * MINUTE;
const DAY_START = NOON - 12 * HOUR;
const KILLS = 6;

const acceptance = { limits: defaultLimits, maxAgeMs: 36_500 * 24 * HOUR };
const flags = ['--retention', '36500d', '--keep-raw', '1d', '--keep-10m', '36500d'];

let dataDir: string;
beforeAll(async () => {
  dataDir = await temporaryFolder();
});
afterAll(() => rm(dataDir, { recursive: true }));

/** A day of ten instances, a window every five minutes. */
function fill(): void {
  const writer = new SqliteWriter(dataDir, acceptance);
  for (let slot = 0; slot < 288; slot++) {
    const fromMs = DAY_START + slot * 5 * MINUTE;
    const windows = Array.from({ length: 10 }, (_, instance) => {
      const stacks = Array.from({ length: 40 }, (_, at) => `main;route${at % 5};step${(slot + at) % 300} ${at + 1}`);
      return {
        id: `${slot} ${instance}`,
        labels: { service: 'shop', instance: String(instance) },
        profiles: [drawnPprof(stacks.join('\n'))],
        fromMs,
        untilMs: fromMs + MINUTE,
        numbers: { requests: instance },
        receivedMs: fromMs + MINUTE,
      };
    });
    writer.append(windows);
  }
  writer.close();
}

/** What is answered over the day as a whole, by ten minutes, and by instance and hour; and what is damaged. */
async function state(): Promise<string[]> {
  // Brings what a kill left to where a server goes on from.
  new SqliteWriter(dataDir, acceptance).close();
  const reader = new SqliteReader(dataDir);
  const range = { fromMs: DAY_START, untilMs: DAY_START + 24 * HOUR };
  const selection = { ...parseSelector('cpu{service="shop"}'), ...range, by: [], maxGroups: 10_000 };
  const { groups, stacks } = await reader.select(selection);
  const answers = [
    await reader.totals({ ...selection, stepMs: 10 * MINUTE }),
    await reader.totals({ ...selection, stepMs: HOUR, by: ['instance'] }),
  ];
  await reader.close();
  const damages = [...checkStore(dataDir)].flatMap(({ findings }) => findings);
  const texts = answers.map((answer) => JSON.stringify(answer.groups));
  return [
    JSON.stringify(groups.map(({ value, evidence }) => [[...value], evidence])),
    ...texts,
    `${stacks.table.parent.length} ${damages.length}`,
  ];
}

/** Rows of the day, and whether nothing is left to be thinned. */
function rows(): { profiles: number; settled: boolean } {
  const db = new Database(blockPath(dataDir, dayOf(NOON)), { readonly: true });
  try {
    const [profiles] = db.prepare('SELECT count(*) FROM profile').pluck().all() as [number];
    const [kept] = db.prepare('SELECT resolution_ms > 0 AND settled FROM kept').pluck().all() as [number];
    return { profiles, settled: kept === 1 };
  } finally {
    db.close();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('a server that is killed while it thins a day', () => {
  it('answers as before after each kill, and finishes in the end', async () => {
    fill();
    const before = await state();
    const { profiles: all } = rows();
    let interrupted = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      const server = await RunningServer.start({ dataDir, flags });
      // Work begins two seconds after the start: half of the kills come anywhere in it, the others while windows go.
      if (kill % 2 === 1) await new Promise((resolve) => setTimeout(resolve, 2_000 + Math.random() * 1_000));
      else {
        const { profiles } = rows();
        await until(() => rows().profiles < profiles || rows().settled);
      }
      await server.kill();
      const { profiles } = rows();
      if (profiles > 0 && profiles < all) interrupted++;
      expect(await state()).toEqual(before);
    }
    expect(interrupted).toBeGreaterThan(0);
    const server = await RunningServer.start({ dataDir, flags });
    await until(() => rows().settled);
    await server.stop();
    expect(rows().profiles).toBe(0);
    expect(await state()).toEqual(before);
  }, 240_000);
});
