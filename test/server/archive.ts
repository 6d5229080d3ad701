import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { SeriesReport, TopReport } from '@perf/profile';
import { defaultLimits } from '@perf/server/limits.js';
import { blockPath, blocksFolder } from '@perf/server/store/sqlite/block.js';
import { removeDatabase } from '@perf/server/store/sqlite/files.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import { dayOf } from '@perf/server/time.js';
import Database from 'better-sqlite3';
import { makeEarlier } from '../store/earlier.js';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { type RunningServer, temporaryFolder } from './running.js';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A day of ten instances and of a service of one, a window every five minutes: thinning it takes seconds. */
export const LARGE = NOON - 12 * HOUR - 20 * DAY;

/** Days of a few windows, all alike, before that one. */
export const SMALL_DAYS = 80;
const SMALL_WINDOWS = 6;
const FIRST_SMALL = LARGE - (SMALL_DAYS + 10) * DAY;

/** Days that are over and stored once: kills come while they are thinned, removed or brought up to date. */
export class Archive {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Archive> {
    const folder = await temporaryFolder();
    const writer = new SqliteWriter(folder, { limits: defaultLimits, maxAgeMs: 36_500 * DAY });
    for (let slot = 0; slot < 288; slot++) {
      store(writer, 'archive', LARGE + slot * 5 * MINUTE, 10, slot);
      store(writer, 'alone', LARGE + slot * 5 * MINUTE, 1, slot);
    }
    for (let slot = 0; slot < SMALL_WINDOWS; slot++) store(writer, 'small', FIRST_SMALL + slot * 10 * MINUTE, 1, slot);
    while (writer.rollUp(NOON, Number.POSITIVE_INFINITY));
    writer.close();
    return new Archive(folder);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }

  /** Puts the large day into a folder that no server has open, as it was stored. */
  putLarge(dataDir: string): void {
    this.#put(dayOf(LARGE), dataDir, dayOf(LARGE));
  }

  /** Puts all small days there, as a server of some schema version had left them. */
  putSmall(dataDir: string, version?: number): void {
    const from = dayOf(FIRST_SMALL);
    for (const [at, day] of smallDays.entries()) {
      this.#put(from, dataDir, day);
      const path = blockPath(dataDir, day);
      const moved = at * DAY;
      const db = new Database(path);
      db.pragma('synchronous = OFF');
      db.exec(`UPDATE window SET from_ms = from_ms + ${moved}, until_ms = until_ms + ${moved}, mid_ms = mid_ms + ${moved},
        uid = uid || ' ${at}'`);
      db.exec(
        `UPDATE profile SET from_ms = from_ms + ${moved}, until_ms = until_ms + ${moved}, mid_ms = mid_ms + ${moved}`,
      );
      db.exec(`UPDATE rollup SET start_ms = start_ms + ${moved}`);
      db.close();
      if (version !== undefined) makeEarlier(path, version);
    }
  }

  /** Removes all small days from a folder that no server has open. */
  removeSmall(dataDir: string): void {
    for (const day of smallDays) removeDatabase(blockPath(dataDir, day));
  }

  #put(from: string, dataDir: string, day: string): void {
    mkdirSync(blocksFolder(dataDir), { recursive: true });
    const path = blockPath(dataDir, day);
    removeDatabase(path);
    copyFileSync(blockPath(this.folder, from), path);
  }
}

const smallDays: readonly string[] = Array.from({ length: SMALL_DAYS }, (_, at) => dayOf(FIRST_SMALL + at * DAY));

/** The schema version of each small day that is there: bytes 60 to 63 of its file. */
export function smallVersions(dataDir: string): number[] {
  return smallDays.flatMap((day) => {
    try {
      return [readFileSync(blockPath(dataDir, day)).readUInt32BE(60)];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
}

/** How far thinning the large day has come. */
export function thinningOf(dataDir: string): 'not begun' | 'sums are made' | 'windows go' | 'done' {
  const db = new Database(blockPath(dataDir, dayOf(LARGE)), { readonly: true });
  try {
    const [kept, settled] = db.prepare('SELECT resolution_ms, settled FROM kept').raw().get() as [number, number];
    if (kept > 0) return settled === 1 ? 'done' : 'windows go';
    return db.prepare('SELECT 1 FROM due LIMIT 1').get() === undefined ? 'not begun' : 'sums are made';
  } finally {
    db.close();
  }
}

/** What is answered of the large day: as a whole, by ten minutes, and by instance and hour. */
export async function largeAnswers(server: RunningServer): Promise<string> {
  const range = { query: 'cpu{service=~"archive|alone"}', from: String(LARGE), until: String(LARGE + DAY) };
  const { total, profiles, functions } = await server.get<TopReport>('/api/v1/top', range);
  const tenMinutes = await server.get<SeriesReport>('/api/v1/series', { ...range, step: '10m', by: 'service' });
  const hours = await server.get<SeriesReport>('/api/v1/series', { ...range, step: '1h', by: 'service,instance' });
  return JSON.stringify([total, profiles, functions, tenMinutes.groups, hours.groups]);
}

/** Small days that are answered with another sum than they were stored with. */
export async function wrongSmallDays(server: RunningServer, dataDir: string): Promise<string[]> {
  const there = new Set(readdirSync(blocksFolder(dataDir)));
  const range = { from: String(FIRST_SMALL), until: String(FIRST_SMALL + SMALL_DAYS * DAY) };
  const { groups } = await server.get<SeriesReport>('/api/v1/series', {
    ...range,
    query: 'cpu{service="small"}',
    step: '1d',
  });
  const values = groups[0]?.values ?? [];
  const stored = sumOfSlots(SMALL_WINDOWS);
  return smallDays.flatMap((day, at) => {
    const expected = there.has(`${day}.db`) ? stored : 0;
    const found = values[at] ?? 0;
    return found === expected ? [] : [`${day} adds up to ${found}, not to ${expected}`];
  });
}

/** What the windows of so many slots of one instance add up to. */
function sumOfSlots(slots: number): number {
  return slots * stacksOf(0).reduce((sum, _, at) => sum + at + 1, 0);
}

function stacksOf(slot: number): string[] {
  return Array.from({ length: 40 }, (_, at) => `main;route${at % 5};step${(slot + at) % 300} ${at + 1}`);
}

function store(writer: SqliteWriter, service: string, fromMs: number, instances: number, slot: number): void {
  const windows = Array.from({ length: instances }, (_, instance) => ({
    id: `${service} ${slot} ${instance}`,
    labels: { service, instance: String(instance) },
    profiles: [drawnPprof(stacksOf(slot).join('\n'))],
    fromMs,
    untilMs: fromMs + MINUTE,
    numbers: { requests: instance },
    receivedMs: fromMs + MINUTE,
  }));
  for (const outcome of writer.append(windows)) if ('error' in outcome) throw outcome.error;
}
