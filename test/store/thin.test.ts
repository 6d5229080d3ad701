import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { catalogPath } from '@perf/server/store/sqlite/catalog.js';
import { checkStore } from '@perf/server/store/sqlite/check.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { backUp, compact, restore } from '@perf/server/store/sqlite/transfer.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import type { Selection } from '@perf/server/store/store.js';
import Database from 'better-sqlite3';
import { makeEarlier } from './earlier.js';
import { afterwardsMs, firstDayMs, hourMs, policyOf, thin } from './thinned.js';
import { acceptance, dayMs, minuteMs, noonMs, selectionOf, setText, windowOf } from './windows.js';

const [first, second] = ['2026-11-19', '2026-11-20'] as const;
const wholeDay = (day: number) => ({ fromMs: firstDayMs + day * dayMs, untilMs: firstDayMs + (day + 1) * dayMs });
const everything = { fromMs: firstDayMs, untilMs: firstDayMs + 3 * dayMs };

let folder: string;
let dataDir: string;
let writer: SqliteWriter;
let reader: SqliteReader;
const told: string[] = [];

function open(): void {
  writer = new SqliteWriter(dataDir, acceptance, (trouble) => told.push(trouble));
  reader = new SqliteReader(dataDir);
}

async function close(): Promise<void> {
  await reader.close();
  writer.close();
}

/** Closes the store, changes its files, and opens it again. */
async function offline(change: () => void): Promise<void> {
  await close();
  change();
  open();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perf-thin-'));
  dataDir = join(folder, 'data');
  told.length = 0;
  open();
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

/** Two instances, a window every five minutes of two hours of each of two days. */
function fill(): void {
  const stacks = Array.from({ length: 200 }, (_, at) => `main;route${at % 7};step${at} ${at + 1}`).join('\n');
  for (const day of [0, 1]) {
    for (let at = 0; at < 48; at++) {
      const fromMs = firstDayMs + day * dayMs + 12 * hourMs + Math.floor(at / 2) * 5 * minuteMs;
      const window = windowOf(`${stacks}\nmain;pay 3 {endpoint=/pay trace_id=t${at % 3}}`, {
        id: `window ${day}.${at}`,
        fromMs,
        receivedMs: fromMs + minuteMs,
        labels: { service: 'shop', version: '1', instance: at % 2 === 0 ? 'a' : 'b' },
        numbers: { requests: 10 },
      });
      expect(writer.append([window])[0]).toHaveProperty('receipt');
    }
  }
}

const totals = async (query: string, given: Partial<Selection> = everything) => {
  const { groups } = await reader.totals(selectionOf(query, given));
  return groups.map(({ labels, total, evidence }) => [
    ...Object.values(labels),
    total,
    evidence.profiles,
    evidence.requests,
  ]);
};
const findings = () => [...checkStore(dataDir)].flatMap((checked) => checked.findings.map(({ what }) => what));
const inBlock = <T>(day: string, read: (db: Database.Database) => T): T => {
  const db = new Database(blockPath(dataDir, day));
  try {
    return read(db);
  } finally {
    db.close();
  }
};
const count = (day: string, table: string) =>
  inBlock(day, (db) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number);

describe('thinning a day', () => {
  it('removes its windows, and gives the disk its room again', async () => {
    fill();
    await offline(() => undefined);
    const before = statSync(blockPath(dataDir, first)).size;
    thin(writer, { tenMinutes: 1, hours: 0 });
    expect([count(first, 'profile'), count(first, 'span')]).toEqual([0, 0]);
    expect(count(second, 'profile')).toBe(48);
    expect(statSync(blockPath(dataDir, first)).size).toBeLessThan(before);
    expect(inBlock(first, (db) => db.pragma('freelist_count', { simple: true }))).toBe(0);
  });

  it('removes the sums over ten minutes where hours are kept', async () => {
    fill();
    const levels = () =>
      inBlock(first, (db) => db.prepare('SELECT DISTINCT level_ms FROM rollup ORDER BY 1').pluck().all());
    thin(writer, { tenMinutes: 1, hours: 0 });
    expect(levels()).toEqual([10 * minuteMs, hourMs, dayMs]);
    thin(writer, { tenMinutes: 1, hours: 1 });
    expect(levels()).toEqual([hourMs, dayMs]);
    expect(findings()).toEqual([]);
  });

  it('begins when the whole day is past the age, and an hour after its last window arrived', async () => {
    fill();
    const policy = policyOf({ tenMinutes: 1, hours: 0 });
    const thinnedAt = (nowMs: number) => {
      writer.expire(policy, nowMs);
      while (writer.thin(Number.POSITIVE_INFINITY));
      return [...writer.thinned.keys()];
    };
    expect(thinnedAt(afterwardsMs - 1)).toEqual([]);
    writer.append([windowOf('main 1', { fromMs: firstDayMs, receivedMs: afterwardsMs - hourMs / 2 })]);
    expect(thinnedAt(afterwardsMs)).toEqual([]);
    expect(thinnedAt(afterwardsMs + hourMs / 2)).toEqual([first]);
  });

  it('goes on in small pieces, and later windows of other days are stored in between', async () => {
    fill();
    writer.expire(policyOf({ tenMinutes: 1, hours: 0 }), afterwardsMs);
    let pieces = 0;
    while (writer.thin(0)) {
      const fromMs = firstDayMs + 2 * dayMs + pieces++ * minuteMs;
      expect(writer.append([windowOf('main 1', { fromMs, receivedMs: afterwardsMs })])[0]).toHaveProperty('receipt');
      expect((await totals('samples', wholeDay(0))).at(0)?.slice(1)).toEqual([48, 480]);
    }
    expect(pieces).toBeGreaterThan(10);
  });

  it('takes a window that arrives before the windows are given up, and refuses one that arrives after', async () => {
    fill();
    writer.expire(policyOf({ tenMinutes: 1, hours: 0 }), afterwardsMs);
    writer.thin(0);
    const late = (id: string) =>
      windowOf('main;late 7', { id, fromMs: firstDayMs + 12 * hourMs, receivedMs: afterwardsMs });
    expect(writer.append([late('early enough')])[0]).toHaveProperty('receipt');
    while (writer.thin(Number.POSITIVE_INFINITY));
    const [group] = (await reader.totals(selectionOf('samples', wholeDay(0)))).groups;
    expect([group?.total, group?.evidence.profiles]).toEqual([48 * (20_100 + 3) + 7, 49]);
    expect(writer.append([late('too late')])).toEqual([
      {
        error: expect.objectContaining({
          status: 422,
          detail:
            'Windows of 2026-11-19 have given way to sums over 10 minutes, and no window is added to these: nothing of this ' +
            'one was stored. Raise --keep-raw to take windows that come later.',
        }),
      },
    ]);
    expect((await totals('samples', wholeDay(0)))[0]?.[1]).toBe(49);
  });

  it('counts a sum where its middle lies, also in a range without any window', async () => {
    const fromMs = firstDayMs + 12 * hourMs;
    writer.append([windowOf('main 7', { fromMs: fromMs + 9 * minuteMs })]);
    thin(writer, { tenMinutes: 1, hours: 0 });
    const inMinutes = (from: number, until: number) =>
      totals('samples', { fromMs: fromMs + from * minuteMs, untilMs: fromMs + until * minuteMs });
    expect(await inMinutes(0, 5)).toEqual([]);
    expect(await inMinutes(5, 6)).toEqual([[7, 1, null]]);
    expect(await inMinutes(6, 10)).toEqual([]);
    thin(writer, { tenMinutes: 1, hours: 1 });
    expect(await inMinutes(0, 30)).toEqual([]);
    expect(await inMinutes(30, 31)).toEqual([[7, 1, null]]);
  });

  it('keeps windows that are damaged, tells of them, and adds up the rest', async () => {
    fill();
    const damaged = windowOf('main;f 5', { fromMs: firstDayMs + 20 * hourMs, id: 'damaged' });
    writer.append([damaged]);
    await offline(() =>
      inBlock(first, (db) => db.exec("UPDATE profile SET data = x'00' WHERE id = (SELECT max(id) FROM profile)")),
    );
    thin(writer, { tenMinutes: 1, hours: 0 });
    expect(told.join('\n')).toContain('blocks/2026-11-19.db: a rollup was not made, the windows of its span are kept');
    expect(count(first, 'profile')).toBe(1);
    const noon = { fromMs: firstDayMs + 12 * hourMs, untilMs: firstDayMs + 14 * hourMs };
    expect((await totals('samples', noon))[0]?.slice(1)).toEqual([48, 480]);
    expect(await totals('samples', { ...wholeDay(0), by: ['version'] })).toHaveLength(2);
    await expect(reader.select(selectionOf('samples', wholeDay(0)))).rejects.toMatchObject({ status: 500 });
  });

  it('works on blocks of before there were rollups', async () => {
    fill();
    const before = await totals('samples', { ...everything, by: ['instance'] });
    await offline(() => makeEarlier(blockPath(dataDir, first), 2));
    // A reader that knew the block before goes along.
    expect(await totals('samples', { ...everything, by: ['instance'] })).toEqual(before);
    thin(writer, { tenMinutes: 1, hours: 1 });
    expect(count(first, 'profile')).toBe(0);
    expect(await totals('samples', { ...everything, by: ['instance'] })).toEqual(before);
  });

  it('leaves the size of a block that cannot be made smaller in place to compact', async () => {
    fill();
    await offline(() => {
      inBlock(first, (db) => {
        db.pragma('journal_mode = DELETE');
        db.pragma('auto_vacuum = NONE');
        db.exec('VACUUM');
      });
    });
    const before = statSync(blockPath(dataDir, first)).size;
    thin(writer, { tenMinutes: 1, hours: 0 });
    await offline(() => undefined);
    expect(statSync(blockPath(dataDir, first)).size).toBeGreaterThanOrEqual(before);
    const answer = await totals('samples');
    await offline(() => void [...compact(dataDir)]);
    expect(statSync(blockPath(dataDir, first)).size).toBeLessThan(before);
    expect(inBlock(first, (db) => db.pragma('auto_vacuum', { simple: true }))).toBe(2);
    expect(await totals('samples')).toEqual(answer);
  });
});

describe('labels of single requests', () => {
  it('are told where windows are kept, and said to be untold where they are not', async () => {
    fill();
    thin(writer, { tenMinutes: 1, hours: 0 });
    for (const [query, by] of [
      ['samples{trace_id="t1"}', []],
      ['samples{endpoint="/pay"}', ['trace_id']],
    ] as const) {
      const answer = await reader.select(selectionOf(query, { ...everything, by }));
      expect(answer.untold).toEqual([wholeDay(0)]);
      expect(answer.groups.reduce((sum, { evidence }) => Math.max(sum, evidence.profiles), 0)).toBe(48);
      const alone = await reader.totals(selectionOf(query, { ...wholeDay(0), by }));
      expect([alone.groups, alone.untold]).toEqual([[], [wholeDay(0)]]);
      expect((await reader.totals(selectionOf(query, { ...wholeDay(1), by }))).untold).toEqual([]);
    }
    // Labels of samples that are not of single requests are kept.
    expect((await totals('samples{endpoint="/pay"}', wholeDay(0)))[0]).toEqual([48 * 3, 48, null]);
  });

  it('are untold of adjoining days in one range, as far as it was asked for, and not of days without what was asked for', async () => {
    fill();
    thin(writer, { tenMinutes: 2, hours: 1 });
    const asked = { fromMs: firstDayMs + 13 * hourMs, untilMs: firstDayMs + dayMs + 13 * hourMs };
    expect((await reader.totals(selectionOf('samples{trace_id="t1"}', asked))).untold).toEqual([asked]);
    expect((await reader.totals(selectionOf('samples{service="mail",trace_id="t1"}', asked))).untold).toEqual([]);
  });
});

describe('numbers of windows', () => {
  it('are told of days that are kept as they came, and said to be untold of others, the window that stays included', async () => {
    fill();
    thin(writer, { tenMinutes: 1, hours: 0 });
    expect(inBlock(first, (db) => db.prepare('SELECT count(*) FROM window').pluck().get())).toBe(1);
    const asked = { ...everything, matchers: [], names: ['requests'], stepMs: dayMs, maxWindows: 1_000 };
    const found = await reader.numbers(asked);
    expect([found.windows, found.untold]).toEqual([48, [wholeDay(0)]]);
    expect(found.sums.map(({ fromMs, sum }) => [fromMs, sum])).toEqual([[wholeDay(1).fromMs, 480]]);
  });
});

describe('a store with days that were thinned', () => {
  const lists = async () => {
    const { series, sampleLabels } = await reader.labels({ ...everything, matchers: [] });
    return { series, sampleLabels: [...sampleLabels], versions: await reader.versions('shop') };
  };

  it('lists the same series, labels and versions, also with a catalog that was lost', async () => {
    fill();
    writer.append([windowOf('', { id: 'idle', profiles: [], fromMs: firstDayMs, labels: { service: 'idle' } })]);
    const before = await lists();
    thin(writer, { tenMinutes: 1, hours: 0 });
    expect(await lists()).toEqual(before);
    await offline(() => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(catalogPath(dataDir) + suffix, { force: true });
    });
    expect(await lists()).toEqual(before);
  });

  it('knows every window again once a copy from before takes the place of a block', async () => {
    fill();
    await close();
    cpSync(blockPath(dataDir, first), join(folder, 'copy.db'));
    open();
    thin(writer, { tenMinutes: 1, hours: 0 });
    await offline(() => cpSync(join(folder, 'copy.db'), blockPath(dataDir, first)));
    const again = windowOf('main 1', { id: 'window 0.3', fromMs: firstDayMs + 12 * hourMs, receivedMs: noonMs });
    expect(writer.append([again])).toEqual([{ receipt: { id: 'window 0.3', stored: 0, duplicate: true } }]);
  });

  it('is backed up and restored as it is', async () => {
    fill();
    thin(writer, { tenMinutes: 2, hours: 1 });
    const before = setText(
      await reader.select(selectionOf('samples', { ...everything, by: ['instance', 'endpoint'] })),
    );
    const backup = join(folder, 'backup');
    expect([...backUp(dataDir, backup)].map(({ day, damage }) => [day, damage])).toEqual([
      [first, null],
      [second, null],
    ]);
    await close();
    dataDir = join(folder, 'restored');
    for (const _ of restore(backup, dataDir));
    open();
    expect(setText(await reader.select(selectionOf('samples', { ...everything, by: ['instance', 'endpoint'] })))).toBe(
      before,
    );
    expect([...writer.thinned.values()].map(({ resolutionMs }) => resolutionMs)).toEqual([hourMs, 10 * minuteMs]);
    expect(findings()).toEqual([]);
  });

  it('is checked: a sum is compared with the shorter ones it was made of', async () => {
    fill();
    thin(writer, { tenMinutes: 1, hours: 0 });
    const [day] = checkStore(dataDir);
    expect(day?.rollups).toBeGreaterThan(0);
    await offline(() => {
      inBlock(first, (db) => {
        db.exec(`UPDATE rollup SET evidence = replace(evidence, '"requests":240', '"requests":241') WHERE series = 0`);
      });
    });
    expect(findings()).toContainEqual(expect.stringMatching(/^rollup \d+: it rests on other windows than there are$/));
  });
});
