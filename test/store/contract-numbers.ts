import { describe, expect, it } from '@jest/globals';
import { parseSelector } from '@perf/server/selector.js';
import type { NumbersQuery } from '@perf/server/store/store.js';
import type { StoreInUse } from './contract.js';
import { minuteMs, noonMs, windowOf } from './windows.js';

/** What a store promises of the numbers that windows carry beside their profiles. */
export function describeNumbers(store: StoreInUse): void {
  const { append } = store;

  describe('numbers of windows', () => {
    const asked = (query: string, given: Partial<NumbersQuery> = {}): NumbersQuery => ({
      matchers: parseSelector(query).matchers,
      fromMs: noonMs,
      untilMs: noonMs + 60 * minuteMs,
      names: ['requests', 'rss'],
      stepMs: 5 * minuteMs,
      maxWindows: 1_000,
      ...given,
    });
    const at = (instance: string, minute: number, numbers?: Record<string, number>, minutes = 1) =>
      windowOf('main 1', {
        labels: { service: 'shop', instance },
        fromMs: noonMs + minute * minuteMs,
        untilMs: noonMs + (minute + minutes) * minuteMs,
        numbers,
      });

    it('are added up by name and step, means weighted by the time of their windows', async () => {
      await append(
        at('a', 0, { requests: 10, rss: 100, other: 1 }),
        at('b', 1, { rss: 400 }, 2),
        at('a', 6, { requests: 3 }),
        at('a', 11),
      );
      expect(await store.reader.numbers(asked(''))).toEqual({
        windows: 3,
        oneIn: 1,
        sums: [
          { name: 'requests', fromMs: noonMs, sum: 10, max: 10, mean: 10, seconds: 60 },
          { name: 'rss', fromMs: noonMs, sum: 500, max: 400, mean: 300, seconds: 180 },
          { name: 'requests', fromMs: noonMs + 5 * minuteMs, sum: 3, max: 3, mean: 3, seconds: 60 },
        ],
        untold: [],
      });
    });

    it('are selected by the labels of series alone', async () => {
      await append(at('a', 0, { requests: 1 }), at('b', 0, { requests: 2 }));
      const sums = async (query: string) =>
        (await store.reader.numbers(asked(query))).sums.map(({ name, sum }) => `${name} ${sum}`);
      expect(await sums('{instance="b"}')).toEqual(['requests 2']);
      expect(await sums('{instance=~"a|b"}')).toEqual(['requests 3']);
      expect(await sums('{region="eu"}')).toEqual([]);
      expect(await sums('{region!="eu"}')).toEqual(['requests 3']);
    });

    it('are read of an even part of the windows where there are too many', async () => {
      const windows = Array.from({ length: 400 }, (_, index) =>
        at(index % 4 < 2 ? 'a' : 'b', Math.floor(index / 16), { requests: index % 2 }),
      );
      await append(...windows);
      const found = await store.reader.numbers(asked('', { maxWindows: 100, stepMs: 60 * minuteMs }));
      expect(found.oneIn).toBe(4);
      expect(found.windows).toBeGreaterThan(60);
      expect(found.windows).toBeLessThan(140);
      const [requests] = found.sums;
      expect(requests?.mean).toBeGreaterThan(0.3);
      expect(requests?.mean).toBeLessThan(0.7);
    });
  });
}
