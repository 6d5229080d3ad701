import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '@perf/server/errors.js';
import { blockPath, blockSchemaVersion } from '@perf/server/store/sqlite/block.js';
import { checkStore } from '@perf/server/store/sqlite/check.js';
import { SqliteReader } from '@perf/server/store/sqlite/reader.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import fc from 'fast-check';
import { acceptance, dayMs, minuteMs, noonMs, selectionOf, setText, windowOf } from './windows.js';

export interface DamageReport {
  readonly blocks: number;
  /** Of these, blocks in which check found something. */
  readonly found: number;
  /** Questions and windows that were refused, each with the name of the block. */
  readonly refused: number;
}

const theOtherDay = selectionOf('samples', { fromMs: noonMs - dayMs, untilMs: noonMs - dayMs + 60 * minuteMs });

/**
 * Overwrites a random part of a block, so many times, each time of a copy that is well.
 *
 * @throws where that costs more than answers of the block's own day, each refused with its name: with the damage.
 */
export async function damageRepeatedly(blocks: number): Promise<DamageReport> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-damage-'));
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const noise = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
    fc.uint8Array({ minLength: 4_096, maxLength: 4_096 }),
  );
  let [run, found, refused] = [0, 0, 0];
  try {
    const whole = join(folder, 'whole');
    fill(whole);
    await fc.assert(
      fc.asyncProperty(place, noise, async (at, bytes) => {
        const dataDir = join(folder, String(run++));
        cpSync(whole, dataDir, { recursive: true });
        const path = blockPath(dataDir, '2026-11-20');
        const block = readFileSync(path);
        block.set(bytes.subarray(0, block.length), Math.floor(at * Math.max(1, block.length - bytes.length)));
        writeFileSync(path, block);
        // A schema of the future is refused as that, whoever wrote it.
        fc.pre(block.readUInt32BE(60) <= blockSchemaVersion);
        if ([...checkStore(dataDir)].some(({ findings }) => findings.length > 0)) found++;
        refused += await refusalsOf(dataDir);
        rmSync(dataDir, { recursive: true });
      }),
      { numRuns: blocks, endOnFailure: true },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { blocks, found, refused };
}

/** Forty windows of one day, and one of the day before. */
function fill(dataDir: string): void {
  const writer = new SqliteWriter(dataDir, acceptance);
  const stacks = Array.from({ length: 300 }, (_, i) => `main;route${i % 7};step${i} ${i + 1}`).join('\n');
  for (let i = 0; i < 40; i++) {
    const labels = { service: i % 2 === 0 ? 'shop' : 'cart', instance: String(i % 3) };
    writer.append([windowOf(`${stacks}\nmain;only${i} 1 {endpoint=/pay}`, { labels, fromMs: noonMs + i * minuteMs })]);
  }
  writer.append([windowOf('main;other 5', { fromMs: noonMs - dayMs })]);
  writer.rollUp(noonMs + dayMs, Number.POSITIVE_INFINITY);
  writer.close();
}

/** Asks, and stores windows. Whatever is refused names the block, and the other day is as it was. */
async function refusalsOf(dataDir: string): Promise<number> {
  let refused = 0;
  const namesTheBlock = (error: unknown): void => {
    if (!(error instanceof Refusal)) throw error;
    assert.match(`${error.status} ${error.detail}`, /^50[03] blocks\/2026-11-20\.db is damaged \(/);
    refused++;
  };
  const writer = new SqliteWriter(dataDir, acceptance);
  const reader = new SqliteReader(dataDir);
  try {
    for (const query of ['samples', 'samples{instance="1"}', 'samples{endpoint="/pay"}']) {
      await reader.select(selectionOf(query)).catch(namesTheBlock);
      await reader.totals(selectionOf(query, { by: ['service', 'endpoint'] })).catch(namesTheBlock);
      await reader.totals(selectionOf(query, { by: ['instance'], stepMs: 7 * minuteMs })).catch(namesTheBlock);
    }
    assert.equal(setText(await reader.select(theOtherDay)), 'total 5\n  main 5\n    other 5 self 5');
    const [here, there] = writer.append([
      windowOf('main;late 1', { id: 'here' }),
      windowOf('main;late 1', { id: 'there', fromMs: noonMs - dayMs + 120 * minuteMs }),
    ]);
    if (here !== undefined && 'error' in here) namesTheBlock(here.error);
    assert.deepEqual(there, { receipt: { id: 'there', stored: 1, duplicate: false } });
  } finally {
    await reader.close();
    writer.close();
  }
  return refused;
}
