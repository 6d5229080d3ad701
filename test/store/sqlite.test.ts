import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { catalogPath } from '@perf/server/store/sqlite/catalog.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import Database from 'better-sqlite3';
import { describeStore, type OpenStore } from './contract.js';
import { makeEarlier } from './earlier.js';
import { acceptance, noonMs, selectionOf, setText, windowOf } from './windows.js';

async function open(dataDir: string): Promise<OpenStore> {
  const writer = await SqliteWriterThread.open(dataDir, acceptance);
  return { writer, reader: new SqliteReader(dataDir) };
}

describeStore('SQLite', open);

describe('the SQLite store', () => {
  let dataDir: string;

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'perf-sqlite-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  async function closed(use: (store: OpenStore) => Promise<void>): Promise<void> {
    const store = await open(dataDir);
    try {
      await use(store);
    } finally {
      await store.reader.close();
      await store.writer.close();
    }
  }

  it('builds a catalog that is missing from the blocks', async () => {
    await closed(async ({ writer }) => {
      await writer.append(
        windowOf('main 3 {endpoint=/pay}', { id: 'kept', labels: { service: 'shop', version: '1' } }),
      );
    });
    for (const suffix of ['', '-wal', '-shm']) rmSync(catalogPath(dataDir) + suffix, { force: true });
    await closed(async ({ writer, reader }) => {
      expect((await writer.append(windowOf('main 3', { id: 'kept' }))).duplicate).toBe(true);
      expect(setText(await reader.select(selectionOf('samples{endpoint="/pay"}')))).toBe('total 3\n  main 3 self 3');
      expect((await reader.versions('shop')).map(({ version }) => version)).toEqual(['1']);
      const { sampleLabels } = await reader.labels({ fromMs: 0, untilMs: noonMs + 1e9, matchers: [] });
      expect([...sampleLabels]).toEqual([['endpoint', ['/pay']]]);
    });
  });

  it('forgets what the catalog says of a block that is gone', async () => {
    await closed(async ({ writer }) => {
      await writer.append(windowOf('main 3', { id: 'lost' }));
    });
    for (const suffix of ['', '-wal', '-shm']) rmSync(blockPath(dataDir, '2026-11-20') + suffix, { force: true });
    await closed(async ({ writer, reader }) => {
      expect((await reader.select(selectionOf('samples'))).groups).toEqual([]);
      expect((await writer.append(windowOf('main 3', { id: 'lost' }))).duplicate).toBe(false);
    });
  });

  it('refuses a second writer on one folder, and says what to do', async () => {
    await closed(async () => {
      await expect(SqliteWriterThread.open(dataDir, acceptance)).rejects.toThrow(
        `${dataDir} is in use by another perf-server. Stop that one, or give this one its own --data-dir.`,
      );
    });
  });

  it('refuses a block that a newer server wrote', async () => {
    await closed(async ({ writer }) => {
      await writer.append(windowOf('main 3'));
    });
    const block = new Database(blockPath(dataDir, '2026-11-20'));
    block.pragma('user_version = 99');
    block.close();
    await expect(SqliteWriterThread.open(dataDir, acceptance)).rejects.toThrow(
      /2026-11-20\.db has schema version 99, this server knows up to \d+\. It was written by a newer perf-server/,
    );
  });

  it('brings a block of an earlier version up to date', async () => {
    await closed(async ({ writer }) => {
      await writer.append(windowOf('main 3'));
    });
    makeEarlier(blockPath(dataDir, '2026-11-20'), 1);
    await closed(async ({ writer, reader }) => {
      await writer.append(windowOf('main 1 {trace_id=t}'));
      const { groups } = await reader.select(selectionOf('samples', { by: ['trace_id'] }));
      expect(groups.map(({ labels, value }) => [labels.trace_id, ...value])).toEqual([
        ['', 3],
        ['t', 1],
      ]);
    });
  });

  it('shows a reader what was stored after it opened', async () => {
    await closed(async ({ writer, reader }) => {
      const first = await reader.select(selectionOf('samples'));
      await writer.append(windowOf('main;a 1'));
      const second = await reader.select(selectionOf('samples'));
      await writer.append(windowOf('main;a;deeper 1'));
      const third = await reader.select(selectionOf('samples'));
      expect([first, second, third].map((set) => set.stacks.functions.name)).toEqual([
        [],
        ['main', 'a'],
        ['main', 'a', 'deeper'],
      ]);
    });
  });

  it('gives an answer again as it was, until something is stored that belongs to it', async () => {
    await closed(async ({ writer, reader }) => {
      await writer.append(windowOf('main;a 1'));
      const first = await reader.select(selectionOf('samples'));
      expect(await reader.select(selectionOf('samples'))).toBe(first);
      await writer.append(windowOf('main;a 2', { fromMs: noonMs + 60_000 }));
      const totals = (await reader.select(selectionOf('samples'))).groups.map(({ value }) => [...value]);
      expect(totals).toEqual([[3]]);
    });
  });

  it('gives back the tries of several services in many chunks after it was opened again', async () => {
    const stacks = (service: string) =>
      Array.from({ length: 6_000 }, (_, i) => `main;${service}${i % 80};f${i} ${i + 1}`).join('\n');
    await closed(async ({ writer }) => {
      for (const service of ['a', 'b']) {
        await writer.append(windowOf(stacks(service), { labels: { service } }));
        await writer.append(windowOf('main;late 1', { labels: { service } }));
      }
    });
    await closed(async ({ writer, reader }) => {
      await writer.append(windowOf('main;a1;f1 1', { labels: { service: 'a' } }));
      const { groups, stacks: table } = await reader.select(selectionOf('samples{service="a"}'));
      expect(table.table.parent.length).toBe(1 + 1 + 80 + 6_000 + 1);
      expect(groups[0]?.value.reduce((sum, value) => sum + value, 0)).toBe((6_000 * 6_001) / 2 + 2);
    });
  });

  it('refuses more than it may queue, and takes it again later', async () => {
    const limits = { ...acceptance.limits, queuedWindows: 2 };
    const writer = await SqliteWriterThread.open(dataDir, { ...acceptance, limits });
    const sent = [1, 2, 3].map((value) => writer.append(windowOf(`main ${value}`, { id: `w${value}` })));
    const settled = await Promise.allSettled(sent);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    await expect(sent[2]).rejects.toMatchObject({ status: 429, retryAfterSeconds: 1 });
    expect((await writer.append(windowOf('main 3', { id: 'w3' }))).stored).toBe(1);
    await writer.close();
  });
});
