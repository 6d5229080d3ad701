import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { catalogPath } from '@perf/server/store/sqlite/catalog.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import Database from 'better-sqlite3';
import { acceptance, windowOf } from './contract.js';

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

describe('a block', () => {
  it('is made anew where making it was interrupted', async () => {
    writeFileSync(`${blockPath(dataDir, '2026-11-20')}.part`, 'the beginning of a file');
    expect(await writer.append(windowOf('main 1'))).toMatchObject({ stored: 1 });
    expect(told).toEqual([]);
  });
});
