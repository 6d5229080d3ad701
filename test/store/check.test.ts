import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { checkStore } from '@perf/server/store/sqlite/check.js';
import { encodeSections, encodeStackChunk } from '@perf/server/store/sqlite/codec.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriterThread } from '@perf/server/store/sqlite/store.js';
import { TimelineBuilder } from '@perf/server/store/sqlite/timeline.js';
import Database from 'better-sqlite3';
import { acceptance, dayMs, minuteMs, noonMs, selectionOf, setText, windowOf } from './windows.js';

let dataDir: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'perf-check-'));
  const writer = await SqliteWriterThread.open(dataDir, acceptance);
  for (const [index, instance] of ['a', 'b', 'a', 'b'].entries()) {
    await writer.append(
      windowOf('main;f 3 {endpoint=/pay trace_id=t}\nmain;g 2', {
        fromMs: noonMs + Math.floor(index / 2) * 20 * minuteMs,
        labels: { service: 'shop', instance },
        numbers: { requests: 7 },
      }),
    );
  }
  await writer.rollUp(noonMs + dayMs);
  await writer.close();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Changes the block as nothing of ours would. */
function damage(change: (db: Database.Database) => void): void {
  const db = new Database(blockPath(dataDir, '2026-11-20'));
  change(db);
  db.close();
}

function findings(): string[] {
  return [...checkStore(dataDir)].flatMap((checked) => checked.findings.map(({ file, what }) => `${file}: ${what}`));
}

const oneNode = (node: number, value: number, labelSet = 1) =>
  encodeSections([{ labelSet, vector: { node: Int32Array.of(node), values: [Float64Array.of(value)] } }]);

describe('check', () => {
  it('finds nothing in a store that is well, and reads all of it', () => {
    expect(findings()).toEqual([]);
    const db = new Database(blockPath(dataDir, '2026-11-20'), { readonly: true });
    const count = (table: string) => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    const [block] = checkStore(dataDir);
    expect(block?.vectors).toBe(count('profile') + count('span') + count('rollup_vector'));
    expect(block?.rollups).toBe(count('rollup'));
    expect(count('rollup')).toBeGreaterThan(0);
    db.close();
  });

  it.each<[string, (db: Database.Database) => void, string]>([
    [
      'a vector that ends too early',
      (db) => db.exec("UPDATE profile SET data = x'01' WHERE id = 2"),
      'profile 2 of 2026-11-20T12:00:30.000Z: a stored vector ends too early',
    ],
    [
      'a vector with bytes too many',
      (db) => db.exec("UPDATE profile SET data = CAST(data || x'00' AS BLOB) WHERE id = 2"),
      'profile 2 of 2026-11-20T12:00:30.000Z: a stored vector is not as long as its head says',
    ],
    [
      'a stack that is not there',
      (db) => {
        const { head, data } = oneNode(400, 5);
        db.prepare('UPDATE profile SET head = ?, data = ? WHERE id = 2').run(head, data);
      },
      'profile 2 of 2026-11-20T12:00:30.000Z: a stored vector names a stack that is not in its block',
    ],
    [
      'a total that is another one',
      (db) => {
        db.prepare('UPDATE profile SET head = ?, data = ? WHERE id = 2').run(oneNode(2, 5).head, oneNode(2, 6).data);
      },
      'profile 2 of 2026-11-20T12:00:30.000Z: a stored vector adds up to 6 where its head says 5',
    ],
    [
      'labels that are not there',
      (db) => {
        const { head, data } = oneNode(2, 5, 99);
        db.prepare('UPDATE profile SET head = ?, data = ? WHERE id = 2').run(head, data);
      },
      'profile 2 of 2026-11-20T12:00:30.000Z: a stored vector names label set 99, which is not there',
    ],
    [
      'spans that do not read',
      (db) => db.exec("UPDATE span SET data = x'05' WHERE profile = 1"),
      'the spans of profile 1: a stored vector ends too early',
    ],
    [
      'a profile without its window',
      (db) => db.exec('DELETE FROM window WHERE id = 1'),
      'profile 1 of no window: its window is not there',
    ],
    [
      'a parent that comes after its child',
      (db) => {
        const chunk = encodeStackChunk(Int32Array.of(0, 1, 3), Int32Array.of(0, 1, 2), 1);
        db.prepare('UPDATE stack_chunk SET data = ? WHERE first = 1').run(chunk);
      },
      'the stacks 1 to 3 of service 1: stack 3 has the parent 3 and the frame 2',
    ],
    ['a frame that is gone', (db) => db.exec('DELETE FROM frame WHERE id = 1'), 'frame 1 is missing'],
    ['a function that is gone', (db) => db.exec('DELETE FROM function WHERE id = 1'), 'function 1 is missing'],
  ])('finds %s', (_, change, what) => {
    damage(change);
    expect(findings()).toContain(`blocks/2026-11-20.db: ${what}`);
  });

  it('finds a rollup that is not the sum of its windows', () => {
    damage((db) => {
      const [id] = db.prepare('SELECT id FROM rollup WHERE series = 0 AND level_ms = 3600000').pluck().all() as [
        number,
      ];
      const { head, data } = oneNode(2, 5);
      db.prepare('UPDATE rollup_vector SET head = ?, data = ? WHERE rollup = ?').run(head, data, id);
    });
    expect(findings()).toEqual([expect.stringMatching(/rollup \d+: it is not the sum of its windows$/)]);
  });

  it('finds a rollup that rests on other windows', () => {
    damage((db) => {
      db.exec(`UPDATE rollup SET evidence = replace(evidence, '"requests":28', '"requests":29')`);
    });
    const found = findings();
    expect(found.length).toBeGreaterThan(0);
    for (const one of found) expect(one).toMatch(/rollup \d+: it rests on other windows than there are$/);
  });

  it('finds a timeline that is not that of its windows, or does not read', () => {
    damage((db) => {
      const timeline = new TimelineBuilder(noonMs);
      timeline.add({
        window: 1,
        sampleTypes: 1,
        fromMs: noonMs,
        untilMs: noonMs + minuteMs,
        midMs: noonMs + minuteMs / 2,
        requests: null,
        sections: [{ version: 2, labelSet: 1, offset: 0, totals: [5] }],
      });
      const rollups = db.prepare('SELECT rollup FROM timeline').pluck().all();
      expect(rollups).toHaveLength(2);
      db.prepare('UPDATE timeline SET data = ? WHERE rollup = ?').run(timeline.build(), rollups[0]);
      db.prepare("UPDATE timeline SET data = x'0102' WHERE rollup = ?").run(rollups[1]);
    });
    expect(findings()).toEqual([
      expect.stringMatching(/rollup \d+: its timeline is not that of its windows$/),
      expect.stringMatching(/rollup \d+: its timeline: a stored vector ends too early$/),
    ]);
  });

  it('says nothing of rollups whose profiles are gone', () => {
    damage((db) => db.exec('DELETE FROM span; DELETE FROM profile'));
    expect(findings()).toEqual([]);
    expect([...checkStore(dataDir)][0]?.rollups).toBe(0);
  });

  it('says how to lose the damaged profile alone, and that does', async () => {
    damage((db) => db.exec("UPDATE profile SET data = x'01' WHERE id = 2"));
    const [finding] = [...checkStore(dataDir)].flatMap((checked) => checked.findings);
    const [, file, sql] = /sqlite3 (\S+) "(.*)"/.exec(finding?.remedy ?? '') ?? [];
    expect(file).toBe('blocks/2026-11-20.db');
    damage((db) => db.exec(sql as string));
    expect(findings()).toEqual([]);
    const reader = new SqliteReader(dataDir);
    const untilMs = noonMs + 10 * minuteMs;
    const set = await reader.select(selectionOf('samples', { untilMs, by: ['instance'] }));
    expect(setText(set)).toBe('instance=a\ntotal 5\n  main 5\n    f 3 self 3\n    g 2 self 2');
    await reader.close();
  });
});
