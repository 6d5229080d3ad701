import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NumbersReport } from '@perf/profile';
import { drawnPprof, MINUTE, NOON } from './drawn.js';
import { RunningServer } from './running.js';

describe('/api/v1/numbers', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await RunningServer.start();
    const window = (after: number, instance: string, numbers: Record<string, number>, drawing = 'main 1') =>
      server.pushWindow(
        {
          from: NOON + after * MINUTE,
          until: NOON + (after + 1) * MINUTE,
          labels: { service: 'shop', instance },
          numbers,
        },
        [drawnPprof(drawing)],
      );
    await window(0, 'a', { requests: 120, rssBytes: 100 }, 'main 1 {endpoint=/pay}');
    await window(0, 'b', { requests: 240, rssBytes: 300 });
    await window(2, 'a', { rssBytes: 200 });
  });
  afterAll(() => server.stop());

  const usual = { from: String(NOON), until: String(NOON + 3 * MINUTE), step: '1m' };
  const ask = (query: string, names = 'requests,rssBytes') =>
    server.get<NumbersReport>('/api/v1/numbers', { ...usual, query, names });

  it('has for each step the mean, the largest, and the sum by second of an instance', async () => {
    expect(await ask('{service="shop"}')).toEqual({
      fromMs: NOON,
      untilMs: NOON + 3 * MINUTE,
      stepMs: MINUTE,
      times: [0, 1, 2].map((after) => NOON + after * MINUTE),
      windows: 3,
      oneIn: 1,
      ignored: [],
      untold: [],
      numbers: [
        { name: 'requests', mean: [180, null, null], max: [240, null, null], perSecond: [3, null, null] },
        { name: 'rssBytes', mean: [200, null, 200], max: [300, null, 200], perSecond: [400 / 120, null, 200 / 60] },
      ],
    });
  });

  it('has a row without values for a number that nobody sent', async () => {
    const { numbers } = await ask('{service="shop"}', 'constructor');
    expect(numbers).toEqual([
      { name: 'constructor', mean: [null, null, null], max: [null, null, null], perSecond: [null, null, null] },
    ]);
  });

  it('cannot be cut by labels inside profiles, and says which', async () => {
    const report = await ask('cpu{service="shop",instance="a",endpoint="/pay"}', 'requests');
    expect([report.ignored, report.numbers[0]?.max]).toEqual([['endpoint'], [120, null, null]]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['no selector', { names: 'requests' }, '400 query is missing: write query={service="checkout"}.'],
    ['no names', { query: '{}' }, '400 names is missing: write names=requests,eventLoopUtilization.'],
    [
      'too many names',
      { query: '{}', names: Array.from({ length: 33 }, (_, at) => `n${at}`).join() },
      '400 names has 33 names; at most 32 are answered at once.',
    ],
  ])('refuses %s', async (_, search, expected) => {
    expect(await server.refusal('/api/v1/numbers', { ...usual, ...search })).toBe(expected);
  });
});
