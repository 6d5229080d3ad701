import type { SampleType } from '@perf/profile';
import type Database from 'better-sqlite3';
import { blockDays, openBlockForReading, openBlockForWriting } from './block.js';
import type { Catalog, CatalogEntry } from './catalog.js';
import { decodeHead } from './codec.js';
import { undecodable } from './damage.js';
import { type Kept, readKept } from './kept.js';
import { addThinnedDay } from './thinned-day.js';

interface WindowRow {
  id: number;
  uid: string;
  labels: string;
  mid_ms: number;
}

interface ProfileRow {
  types: string;
  head: Uint8Array;
}

const batch = 1000;

export interface BlockState {
  /** Whether there are rollups to be made. */
  readonly isDue: boolean;
  readonly kept: Kept;
}

export interface CaughtUp {
  /** By day that can be read. */
  readonly blocks: ReadonlyMap<string, BlockState>;
  /** Days whose block cannot be read, and why. */
  readonly damaged: ReadonlyMap<string, string>;
}

/**
 * Brings the catalog in line with the blocks: adds what a crash kept from it, forgets days that are gone.
 * With no catalog at all this builds it anew. A damaged block costs its own day.
 */
export function catchUp(dataDir: string, catalog: Catalog): CaughtUp {
  const days = blockDays(dataDir);
  for (const day of catalog.days()) if (!days.includes(day)) catalog.forget(day);
  const damaged = new Map<string, string>();
  const blocks = new Map<string, BlockState>();
  for (const day of days) {
    try {
      blocks.set(day, catchUpDay(dataDir, day, catalog));
    } catch (error) {
      const reason = undecodable(error);
      if (reason === null) throw error;
      damaged.set(day, reason);
    }
  }
  return { blocks, damaged };
}

/** The same for one block. */
export function catchUpDay(dataDir: string, day: string, catalog: Catalog): BlockState {
  // Brings the schema up to date, and leaves no journal behind.
  openBlockForWriting(dataDir, day).close();
  const db = openBlockForReading(dataDir, day);
  try {
    const windows = db.prepare(
      `SELECT window.id, uid, series.labels, mid_ms FROM window JOIN series ON series.id = window.series
       WHERE window.id > ? ORDER BY window.id LIMIT ${batch}`,
    );
    const profiles = db.prepare(
      `SELECT types, head FROM profile JOIN sample_types ON sample_types.id = profile.sample_types
       WHERE window = ?`,
    );
    const kept = readKept(db);
    if (!agrees(db, day, kept, catalog)) catalog.forget(day);
    if (kept.resolutionMs > 0 && catalog.lastWindow(day) === 0) addThinnedDay(db, day, catalog);
    const labelSets = new Map(db.prepare('SELECT id, labels FROM label_set').raw().all() as [number, string][]);
    for (;;) {
      const rows = windows.all(catalog.lastWindow(day)) as WindowRow[];
      if (rows.length === 0) break;
      catalog.add(rows.map((row) => entryOf(day, row, profiles.all(row.id) as ProfileRow[], labelSets)));
    }
    return { isDue: db.prepare('SELECT 1 FROM due LIMIT 1').get() !== undefined, kept };
  } finally {
    db.close();
  }
}

/**
 * Whether the last window indexed here is that of this file, and not of another that was in its place. The first one tells a
 * file from the same one after it was thinned, of which the catalog knows the last window alone.
 */
function agrees(db: Database.Database, day: string, { resolutionMs }: Kept, catalog: Catalog): boolean {
  const last = catalog.lastWindow(day);
  if (last === 0) return true;
  const uidOf = (where: string, ...values: number[]): string | undefined =>
    db
      .prepare(`SELECT uid FROM window ${where}`)
      .pluck()
      .get(...values) as string | undefined;
  const uids = [uidOf('WHERE id = ?', last)];
  if (resolutionMs === 0) uids.push(uidOf('ORDER BY id LIMIT 1'));
  return uids.every((uid) => uid !== undefined && catalog.has(uid));
}

function entryOf(
  day: string,
  row: WindowRow,
  profiles: readonly ProfileRow[],
  labelSets: ReadonlyMap<number, string>,
): CatalogEntry {
  const sampleTypes: SampleType[] = [];
  const sampleLabels: { name: string; value: string }[] = [];
  for (const profile of profiles) {
    const types = JSON.parse(profile.types) as [string, string][];
    for (const [type, unit] of types) sampleTypes.push({ type, unit });
    for (const { labelSet } of decodeHead(profile.head, types.length)) {
      const pairs = JSON.parse(labelSets.get(labelSet) ?? '[]') as [string, string][];
      for (const [name, value] of pairs) sampleLabels.push({ name, value });
    }
  }
  const { id: window, uid, mid_ms: midMs } = row;
  return { uid, day, window, labels: JSON.parse(row.labels), sampleTypes, sampleLabels, midMs };
}
