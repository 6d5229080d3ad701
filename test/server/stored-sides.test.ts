import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import { type CompareVersions, compareVersions } from '@perf/server/verdicts/compare-versions.js';
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
