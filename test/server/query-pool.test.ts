import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Refusal } from '@perf/server/errors.js';
import { defaultLimits } from '@perf/server/limits.js';
import { QueryPool } from '@perf/server/query-pool.js';
import { blockPath } from '@perf/server/store/sqlite/block.js';
import { SqliteWriter } from '@perf/server/store/sqlite/writer.js';
import Database from 'better-sqlite3';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { problemText, RunningServer, temporaryFolder } from './running.js';

const DAY = 24 * 60 * MINUTE;

describe('questions that come at the same time', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start({ flags: ['--query-threads', '1'] });
  });
  afterAll(() => server.stop());

  it('are answered in turn, as many as may wait, and the others told to come back', async () => {
    const asked = Array.from({ length: 200 }, () => server.ask('GET', '/api/v1/services'));
    const answers = await Promise.all(asked);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(200 - refused.length).toBeGreaterThanOrEqual(65);
    for (const answer of refused) {
      expect(problemText(answer)).toBe('429 More is asked than can be answered. Ask again later.');
      expect(answer.headers['retry-after']).toBe('1');
    }
    expect((await server.ask('GET', '/api/v1/services')).status).toBe(200);
    expect(await server.metric('perf_query_queue')).toBe(0);
  });
});

describe('a question that takes too long', () => {
  it('is cut off at its limit, and hurts nobody else', async () => {
    const dataDir = await temporaryFolder();
    const writer = new SqliteWriter(dataDir, { limits: defaultLimits, maxAgeMs: Number.POSITIVE_INFINITY });
    for (const day of [0, 1]) {
      const [fromMs, labels] = [NOON + day * DAY, { service: 'shop' }];
      const window = { id: String(day), labels, fromMs, untilMs: fromMs + MINUTE, receivedMs: fromMs + MINUTE };
      expect(writer.append([{ ...window, profiles: [drawnPprof('main 1')] }])[0]).toHaveProperty('receipt');
    }
    writer.close();
    // Whoever opens this block waits for it: longer than the limit is.
    const held = new Database(blockPath(dataDir, '2024-03-01'));
    held.pragma('locking_mode = EXCLUSIVE');
    held.exec('BEGIN EXCLUSIVE');
    const pool = new QueryPool(dataDir, 2, { ...defaultLimits, queryMs: 3_000 });
    const ask = (day: number) => {
      const range = { from: String(NOON + day * DAY), until: String(NOON + day * DAY + MINUTE) };
      return pool.ask({ name: 'top', search: String(new URLSearchParams({ query: 'cpu', ...range })), nowMs: NOON });
    };
    const stuck = ask(0).catch((error: Refusal) => `${error.status} ${error.detail}`);
    for (let i = 0; i < 5; i++) expect(await ask(1)).toHaveProperty('body');
    expect(await stuck).toBe('503 The answer took longer than 3 s: ask for a shorter range.');
    expect(await ask(1)).toHaveProperty('body');
    held.close();
    expect(await ask(0)).toHaveProperty('body');
    await pool.close();
    await rm(dataDir, { recursive: true });
  });

  it('ends without an answer, and the asker hears how to ask', async () => {
    const server = await RunningServer.start();
    const ask = (pool: QueryPool) => pool.ask({ name: 'services', search: '', nowMs: NOON });
    // No thread has started within a millisecond.
    const hasty = new QueryPool(server.dataDir, 1, { ...defaultLimits, queryMs: 1 });
    const answers = await Promise.allSettled([ask(hasty), ask(hasty)]);
    expect(answers.map((one) => one.status === 'rejected' && (one.reason as Refusal).detail)).toEqual(
      Array(2).fill('The answer took longer than 0.001 s: ask for a shorter range.'),
    );
    await hasty.close();
    await server.stop();
  });
});
