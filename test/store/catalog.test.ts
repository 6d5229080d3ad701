import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { catalogPath } from '@perf/server/store/sqlite/catalog.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import Database from 'better-sqlite3';
import { acceptance, selectionOf, windowOf } from './windows.js';

let dataDir: string;
let told: string[];
let writer: SqliteWriterThread;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perf-catalog-'));
  told = [];
  writer = await SqliteWriterThread.open(dataDir, acceptance, (trouble) => told.push(trouble));
});
afterEach(async () => {
  await writer.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a window that is on disk but could not be put into the catalog', () => {
  it('is acknowledged, and known before the next one is stored', async () => {
    await writer.append(windowOf('main 1', { id: 'first' }));
    const other = new Database(catalogPath(dataDir));
    other.exec('BEGIN IMMEDIATE');
    expect(await writer.append(windowOf('main 2', { id: 'second' }))).toMatchObject({ duplicate: false });
    expect(told).toEqual(['catalog.db is behind blocks/2026-11-20.db: database is locked']);
    other.exec('ROLLBACK');
    other.close();
    expect(await writer.append(windowOf('main 2', { id: 'second' }))).toMatchObject({ duplicate: true });
    expect(await writer.append(windowOf('main 3', { id: 'third' }))).toMatchObject({ duplicate: false });
  });
});

describe('a catalog that is damaged while the store is open', () => {
  const asked = selectionOf('samples');
  const totalOf = async (reader: SqliteReader) => (await reader.totals(asked)).groups[0]?.total;
  const damages: [string, () => void, string][] = [
    [
      'overwritten with noise',
      () => writeFileSync(catalogPath(dataDir), randomBytes(50_000)),
      'file is not a database',
    ],
    ['removed', () => rmSync(catalogPath(dataDir)), 'it is missing'],
  ];

  it.each(damages)('%s is told of, and answers again once it was built anew', async (_, damage, reason) => {
    await writer.append(windowOf('main 1', { id: 'first' }));
    // Opened again, nothing of it is in a journal.
    await writer.close();
    writer = await SqliteWriterThread.open(dataDir, acceptance, (trouble) => told.push(trouble));
    const reader = new SqliteReader(dataDir);
    damage();
    await expect(reader.totals(asked)).rejects.toMatchObject({
      status: 503,
      retryAfterSeconds: 5,
      isMendable: true,
      detail: `catalog.db is damaged (${reason}). It is built again from the blocks: ask again.`,
    });
    await writer.mend();
    expect(told).toEqual([expect.stringContaining(`catalog.db is damaged (${reason}). It was set aside`)]);
    expect(await totalOf(reader)).toBe(1);
    expect(await writer.append(windowOf('main 1', { id: 'first' }))).toMatchObject({ duplicate: true });
    await writer.append(windowOf('main 2', { id: 'second' }));
    expect(await totalOf(reader)).toBe(3);
    await reader.close();
  });

  it('costs no window that arrives: each is still counted once', async () => {
    await writer.append(windowOf('main 1', { id: 'first' }));
    await writer.close();
    writer = await SqliteWriterThread.open(dataDir, acceptance, (trouble) => told.push(trouble));
    writeFileSync(catalogPath(dataDir), randomBytes(50_000));
    expect(await writer.append(windowOf('main 1', { id: 'first' }))).toMatchObject({ duplicate: true });
    expect(await writer.append(windowOf('main 2', { id: 'second' }))).toMatchObject({ duplicate: false });
    await writer.mend();
    const reader = new SqliteReader(dataDir);
    expect(await totalOf(reader)).toBe(3);
    await reader.close();
  });

  it('is left as it is where nothing is found', async () => {
    await writer.append(windowOf('main 1'));
    const { ino } = statSync(catalogPath(dataDir));
    await writer.mend();
    expect([statSync(catalogPath(dataDir)).ino, told]).toEqual([ino, []]);
  });
});

describe('a block', () => {
  it('that is made in the place of one that was removed has nothing of the journal that was left beside it', async () => {
    const path = blockPath(dataDir, '2026-11-20');
    await writer.append(windowOf('main 1', { id: 'before' }));
    const journal = readFileSync(`${path}-wal`);
    expect(journal.length).toBeGreaterThan(0);
    await writer.close();
    for (const file of [path, catalogPath(dataDir)]) rmSync(file);
    writeFileSync(`${path}-wal`, journal);
    writer = await SqliteWriterThread.open(dataDir, acceptance, (trouble) => told.push(trouble));
    expect(await writer.append(windowOf('main 2', { id: 'after' }))).toMatchObject({ stored: 1 });
    const block = new Database(path, { readonly: true });
    expect(block.prepare('SELECT uid FROM window').pluck().all()).toEqual(['after']);
    block.close();
  });

  it('is made anew where making it was interrupted', async () => {
    writeFileSync(`${blockPath(dataDir, '2026-11-20')}.part`, 'the beginning of a file');
    expect(await writer.append(windowOf('main 1'))).toMatchObject({ stored: 1 });
    expect(told).toEqual([]);
  });
});
