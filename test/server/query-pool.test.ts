import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Refusal } from '@perf/server/errors.js';
import { defaultLimits } from '@perf/server/limits.js';
import { QueryPool } from '@perf/server/query-pool.js';
import { NOON } from './drawn.js';
import { problemText, RunningServer } from './running.js';

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
