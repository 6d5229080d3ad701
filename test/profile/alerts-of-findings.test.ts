import { describe, expect, it } from '@jest/globals';
import { alertsOfChange, alertsOfLeak, alertsOfVerdict, type Leak, type ShareChange } from '@perf/profile';
import { verdictOf } from '../notation/verdict-of.js';

const HOUR = 3_600_000;
const NINE = Date.UTC(2026, 10, 23, 9);
const MIB = 2 ** 20;
const price = { name: 'price', file: 'src/price.ts', package: '' };
const shop = { service: 'shop', env: 'prod', function: price };

const leak: Leak = {
  ...{ id: '00aa', ...shop, line: 3, path: [price], pathId: '11bb', verdict: 'leak' },
  ...{ bytesPerHour: { value: 2 * MIB, low: 1.5 * MIB, high: 2.6 * MIB } },
  ...{ msToLimit: { value: 14 * HOUR, low: 10 * HOUR, high: 19 * HOUR }, foundIn: 2, testedIn: 3 },
  instances: [
    {
      ...{ instance: 'a', version: '1.1.0', atMs: NINE, sinceMs: NINE - 48 * HOUR, verdict: 'leak', samples: 64 },
      ...{ blocks: [8, 7.5, 8.5, 8, 8, 9, 7, 8], survival: 1, heapUsedBytes: 1e8, heapLimitBytes: 2e8 },
      ...{ bytesPerHour: { value: 2 * MIB, low: MIB, high: 3 * MIB }, msToLimit: null },
    },
  ],
  ...{ versions: ['1.1.0'], sinceMs: NINE - 47 * HOUR, range: { fromMs: NINE - 47 * HOUR, untilMs: NINE } },
  ...{ foundMs: NINE, seenMs: NINE, endedMs: null },
};

const change: ShareChange = {
  ...{ id: '00cc', ...shop, range: { fromMs: NINE - 2 * HOUR, untilMs: NINE + 2 * HOUR }, p: 1e-9 },
  ...{ before: 0.0412, after: 0.0865, ratio: { value: 2.1, low: 1.94, high: 2.27 }, version: null },
  beforeRange: { fromMs: NINE - 50 * HOUR, untilMs: NINE - 2 * HOUR },
  afterRange: { fromMs: NINE, untilMs: NINE + 8 * HOUR },
  ...{ foundMs: NINE + 8 * HOUR, seenMs: NINE + 8 * HOUR, wentAwayMs: null },
};

describe('a leak', () => {
  it('is told once, with where it is and what it rests on, and leads to its function', () => {
    const [alert, ...others] = alertsOfLeak(leak);
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ id: '00aa', kind: 'leak', service: 'shop', env: 'prod', function: 'price' });
    expect([alert?.title, ...(alert?.details ?? [])]).toEqual([
      'price leaks in shop (prod): 2 MiB an hour (1.5 MiB to 2.6 MiB) in 2 of 3 instances; the heap is full in 14 h',
      'In src/price.ts',
      'In instances of 1.1.0',
      'a: 64 samples alive, from old to young 8, 8, 9, 8, 8, 9, 7, 8',
    ]);
    expect(alert?.path).toBe(
      '/function?name=price&file=src%2Fprice.ts&query=inuse_space%7Bservice%3D%22shop%22%2Cenv%3D%22prod%22%7D' +
        `&from=${NINE - 47 * HOUR}&until=${NINE}`,
    );
  });

  it.each<[string, Partial<Leak>]>([
    ['only grows so far', { verdict: 'growing' }],
    ['has ended', { endedMs: NINE }],
  ])('that %s is not told', (_, given) => {
    expect(alertsOfLeak({ ...leak, ...given })).toEqual([]);
  });
});

describe('a change without a deploy', () => {
  it('is told where it takes more, and leads to the day before beside the day after', () => {
    const [alert] = alertsOfChange(change);
    expect([alert?.title, ...(alert?.details ?? [])]).toEqual([
      'price takes more in shop (prod), without a deploy: 4.12 % → 8.65 % of CPU at equal work: 2.1 times, 1.9 to 2.3',
      'In src/price.ts',
      'Changed between 2026-11-23 07:00 and 2026-11-23 11:00 UTC',
    ]);
    const params = new URL(alert?.path ?? '', 'http://localhost').searchParams;
    expect(Object.fromEntries(params)).toMatchObject({
      ...{ base: 'cpu{service="shop",env="prod"}', comparison: 'cpu{service="shop",env="prod"}', search: 'price' },
      ...{ baseFrom: String(NINE - 26 * HOUR), baseUntil: String(NINE - 2 * HOUR) },
      ...{ from: String(NINE), until: String(NINE + 8 * HOUR) },
    });
  });

  it.each<[string, Partial<ShareChange>]>([
    ['that a deploy explains', { version: '1.1.0' }],
    ['that went away', { wentAwayMs: NINE + 7 * HOUR }],
    ['by which it takes less', { ratio: { value: 0.5, low: 0.4, high: 0.6 } }],
  ])('%s is not told', (_, given) => {
    expect(alertsOfChange({ ...change, ...given })).toEqual([]);
  });
});

describe('a heap that grew with a deploy', () => {
  const heap = {
    ...{ outcome: 'regressed' as const, base: 100 * MIB, comparison: 141 * MIB, change: 0.41, low: 0.33, high: 0.49 },
    ...{ t: 18, df: 4, p: 1e-5, baseInstances: 3, instances: 2 },
  };

  it('is told beside what got slower, whatever became of the CPU', () => {
    const [alert, ...others] = alertsOfVerdict(verdictOf({}, { heap }));
    expect(others).toEqual([]);
    expect([alert?.title, ...(alert?.details ?? [])]).toEqual([
      'shop 1.1.0 (prod) holds more memory: heap in use 100 MiB → 141 MiB an instance: +41 %, 33 to 49 %',
      '3 instances of 1.0.0, 2 instances of 1.1.0',
      'Compared: both versions at the same time',
    ]);
    expect(alert?.path).toMatch(/^\/compare\?base=inuse_space%7B/);
  });

  it('is not told where it is as it was', () => {
    expect(alertsOfVerdict(verdictOf({}, { heap: { ...heap, outcome: 'unchanged' } }))).toEqual([]);
  });
});
