import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defaultLimits } from '@perf/server/limits.js';
import { blockPath, blocksFolder } from '@perf/server/store/sqlite/block.js';
import { rollupsOf } from '@perf/server/store/sqlite/rollup.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import { dayMs, dayOf } from '@perf/server/time.js';
import Database from 'better-sqlite3';
import { type Cost, costOf } from '../figures.js';

export const minuteMs = 60_000;
export const acceptance = { limits: defaultLimits, maxAgeMs: 60 * dayMs };

/** A new version of the service every so many days: lines of a quarter of its functions move. */
const VERSION_DAYS = 5;

export interface DayPlan {
  readonly dataDir: string;
  readonly startMs: number;
  readonly instances: number;
  /** How much of the day. */
  readonly minutes: number;
  /** The profiles of each window: one window of each instance a minute, taken in turn. */
  readonly windows: readonly (readonly Uint8Array[])[];
}

/** What it took to store a day, and to add it up. */
export interface DayCost {
  readonly windows: number;
  /** Of each window. */
  readonly ingest: Cost;
  readonly rollUpMs: number;
  /** Of the block on disk, rollups included. */
  readonly bytes: number;
}

/** Windows that are stored before it is measured what one takes: a server is compiled by then. */
const WARM_UP_WINDOWS = 600;

/** Stores a day through the writer, 32 windows under way at a time, then makes its rollups. */
export async function makeDay({ dataDir, startMs, instances, minutes, windows }: DayPlan): Promise<DayCost> {
  const writer = await SqliteWriterThread.open(dataDir, acceptance);
  const count = minutes * instances;
  let sent = 0;
  const client = async (until: number) => {
    while (sent < until) {
      const index = sent++;
      const at = startMs + Math.floor(index / instances) * minuteMs;
      await writer.append({
        id: `window-${index}`,
        labels: { instance: `host-${index % instances}`, service: 'bench', version: '1.0' },
        profiles: windows[index % windows.length] as readonly Uint8Array[],
        fromMs: at,
        untilMs: at + minuteMs,
        numbers: { requests: 1_000 },
        receivedMs: startMs + dayMs,
      });
    }
  };
  const send = (until: number) => Promise.all(Array.from({ length: 32 }, () => client(until)));
  const first = Math.min(WARM_UP_WINDOWS, count / 2);
  await send(first);
  const { wallMs, cpuMs } = await costOf(() => send(count));
  const ingest = { wallMs: wallMs / (count - first), cpuMs: cpuMs / (count - first) };
  const { wallMs: rollUpMs } = await costOf(() => writer.rollUp(startMs + 3 * dayMs));
  await writer.close();
  return { windows: count, ingest, rollUpMs, bytes: folderBytes(blocksFolder(dataDir)) };
}

/** The days before a day: copies of its block, moved by whole days. */
export function copyDays(dataDir: string, startMs: number, days: number): void {
  const source = blockPath(dataDir, dayOf(startMs));
  for (let back = 1; back <= days; back++) {
    const path = blockPath(dataDir, dayOf(startMs - back * dayMs));
    copyFileSync(source, path);
    const db = unsafe(path);
    const moved = back * dayMs;
    db.exec(`UPDATE window SET from_ms = from_ms - ${moved}, until_ms = until_ms - ${moved}, mid_ms = mid_ms - ${moved},
      uid = uid || '-${back}'`);
    db.exec(
      `UPDATE profile SET from_ms = from_ms - ${moved}, until_ms = until_ms - ${moved}, mid_ms = mid_ms - ${moved}`,
    );
    db.exec(`UPDATE rollup SET start_ms = start_ms - ${moved}`);
    const versions = Math.floor(back / VERSION_DAYS);
    if (versions > 0) {
      db.exec(`UPDATE frame SET line = line + ${versions} WHERE function % 4 = 0`);
      for (const table of ['series', 'fleet']) {
        db.exec(`UPDATE ${table} SET labels = replace(labels, '"1.0"', '"0.${99 - versions}"')`);
      }
    }
    db.close();
  }
}

/** A folder that holds the same day of `times` as many instances. */
export async function multiplyDay(from: string, to: string, startMs: number, times: number): Promise<void> {
  const path = blockPath(to, dayOf(startMs));
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(blockPath(from, dayOf(startMs)), path);
  const db = unsafe(path);
  const series = db.prepare('SELECT id, labels FROM series').raw().all() as [number, string][];
  const [[fleet]] = db.prepare('SELECT id FROM fleet').raw().all() as [[number]];
  db.exec('DELETE FROM rollup; DELETE FROM rollup_vector; DELETE FROM timeline');
  const addDue = db.prepare('INSERT OR IGNORE INTO due VALUES (?, ?, ?, ?)');
  const note = (id: number): void => {
    for (let at = startMs; at < startMs + dayMs; at += 10 * minuteMs) {
      for (const key of rollupsOf(fleet, id, at)) addDue.run(key.fleet, key.series, key.levelMs, key.startMs);
    }
  };
  db.transaction(() => {
    for (const [id] of series) note(id);
    for (let copy = 1; copy < times; copy++) {
      for (const [id, labels] of series) {
        const renamed = labels.replace(/host-(\d+)/, (_, n) => `host-${Number(n) + copy * series.length}`);
        const added = Number(
          db.prepare('INSERT INTO series (service, labels) VALUES (1, ?)').run(renamed).lastInsertRowid,
        );
        const first = (db.prepare('SELECT coalesce(max(id), 0) FROM window').pluck().get() as number) + 1;
        db.exec(`INSERT INTO window SELECT id + ${first}, uid || '+${copy}', ${added}, from_ms, until_ms, mid_ms, numbers
          FROM window WHERE series = ${id}`);
        db.exec(`INSERT INTO profile (window, series, sample_types, from_ms, until_ms, mid_ms, requests, head, data)
          SELECT window + ${first}, ${added}, sample_types, from_ms, until_ms, mid_ms, requests, head, data
          FROM profile WHERE series = ${id} ORDER BY id`);
        note(added);
      }
    }
  })();
  db.close();
  const writer = await SqliteWriterThread.open(to, acceptance);
  await writer.rollUp(startMs + 3 * dayMs);
  await writer.close();
}

/** Opens the blocks once as a server does, so that the catalog knows them. */
export async function catalogue(dataDir: string): Promise<void> {
  await (await SqliteWriterThread.open(dataDir, acceptance)).close();
}

export function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function unsafe(path: string): Database.Database {
  const db = new Database(path);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  return db;
}
