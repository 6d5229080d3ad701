import { callTree, fromColumns, mergeProfiles } from '@perf/profile';
import { decodeColumns } from '@perf/proto';
import Database from 'better-sqlite3';

/** Decoded profiles take memory: so many are merged at a time, with the sum of those before. */
const BATCH = 60;

/**
 * What one would do without a store like this: gzipped pprofs in SQLite, read, decoded and merged when asked.
 * Milliseconds until there is a call tree; what it takes to put them there is not counted.
 */
export function mergeOnDemand(bodies: readonly Uint8Array[], profiles: number): number {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE profile (id INTEGER PRIMARY KEY, body BLOB NOT NULL)');
  const insert = db.prepare('INSERT INTO profile (body) VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < profiles; i++) insert.run(bodies[i % bodies.length]);
  })();
  const read = db.prepare('SELECT body FROM profile WHERE id > ? ORDER BY id LIMIT ?').pluck();
  const startMs = performance.now();
  let merged = mergeProfiles([]);
  for (let done = 0; done < profiles; done += BATCH) {
    const parts = (read.all(done, BATCH) as Uint8Array[]).map((body) => fromColumns(decodeColumns(body)));
    merged = mergeProfiles([merged, ...parts]);
  }
  const cpu = merged.sampleTypes.findIndex(({ type }) => type === 'cpu');
  for (const { vector } of merged.samples) callTree(merged.stacks, vector.node, vector.values[cpu] as Float64Array);
  const tookMs = performance.now() - startMs;
  db.close();
  return tookMs;
}
