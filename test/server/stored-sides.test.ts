import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { budgetStatus } from '@perf/server/budgets/hold.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import { type CompareVersions, compareVersions } from '@perf/server/verdicts/compare-versions.js';
import { type SideSelection, sideOf } from '@perf/server/verdicts/sides.js';
import { firstDayMs, hourMs, thin } from '../store/thinned.js';
import { acceptance, minuteMs, windowOf } from '../store/windows.js';

const startMs = firstDayMs + 12 * hourMs + 20 * minuteMs;
const pair = { service: 'shop', env: '', previous: '1', version: '2' };

let folder: string;
let writer: SqliteWriter;
let reader: SqliteReader;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perf-sides-'));
  writer = new SqliteWriter(folder, acceptance);
  reader = new SqliteReader(folder);
});
afterEach(async () => {
  await reader.close();
  writer.close();
  rmSync(folder, { recursive: true });
});

function run(version: string, price: number, windows: number, instances = 3): void {
  const drawing = `main;price ${price}000000000\nmain;render 9000000000\nmain;parse 9000000000`;
  for (let at = 0; at < windows * instances; at++) {
    const fromMs = startMs + (at % windows) * minuteMs;
    const labels = { service: 'shop', version, instance: `${version}-${Math.floor(at / windows)}` };
    const window = windowOf(drawing, { types: ['cpu/nanoseconds'], fromMs, receivedMs: fromMs + minuteMs, labels });
    expect(writer.append([window])[0]).toHaveProperty('receipt');
  }
}

const compare = (given: Partial<CompareVersions> = {}) =>
  compareVersions(reader, { ...pair, q: 0.05, atOnce: false, ...given }, startMs + 3 * hourMs, 10_000);

describe('a side of many instances', () => {
  const selection: SideSelection = { ...pair, fromMs: startMs, untilMs: startMs + 10 * minuteMs };
  const instancesOf = async (maxGroups: number) => {
    const { windows } = await sideOf(reader, selection, minuteMs, maxGroups);
    return [...new Set(windows.map(({ instance }) => instance))];
  };

  it('has all windows of as many as may be looked at, the same ones as others come', async () => {
    run('2', 3, 10, 12);
    expect(await instancesOf(120)).toHaveLength(12);
    const some = await instancesOf(59);
    expect(some).toHaveLength(5);
    expect(await instancesOf(80)).toEqual(expect.arrayContaining(some));
    expect((await sideOf(reader, selection, minuteMs, 59)).windows).toHaveLength(50);
  });
});

describe('budgets of more instances than can be told apart', () => {
  const of = { service: 'shop', env: '' };
  const shares = { ...of, name: 'shares', kind: 'share', function: 'price', of: 'self', atMostPercent: 5 } as const;
  const grows = { ...of, name: 'grows', kind: 'heapGrowth', atMostMiBPerHour: 1 } as const;
  const requests = { ...of, name: 'requests', kind: 'cpuPerRequest', atMostPercent: 3 } as const;

  it('are undecided each by itself, with the reason', async () => {
    run('1', 3, 10, 2);
    run('2', 3, 10, 5);
    const reports = await budgetStatus(reader, 'shop', [shares, grows, requests], startMs + hourMs, 4);
    const many = 'The answer has more than 4 groups: group by fewer labels, or use a longer step.';
    expect(reports.map(({ budget, status, missing }) => [budget.name, status, ...missing])).toEqual([
      ['shares', 'undecided', many],
      ['grows', 'undecided', 'There are no heap profiles (inuse_space).'],
      ['requests', 'undecided', many],
    ]);
  });
});

describe('a verdict that was made', () => {
  it('stays as it was once windows that it was made from have given way to sums', async () => {
    run('1', 3, 40);
    run('2', 9, 40);
    const made = await compare();
    expect(made?.verdict.result.outcome).toBe('regressed');
    thin(writer, { tenMinutes: 3, hours: 0 });
    expect((await compare())?.verdict.result.outcome).toBe('undecided');
    expect(await compare({ unless: made?.signature })).toBeNull();
  });
});
