import { describe, expect, it } from '@jest/globals';
import { type HeapTest, leaksOf, type SiteTest } from '@perf/profile/verdict/leaks.js';
import { random } from '../bench/workload.js';

const HOUR = 3_600_000;

/** A site by its samples in the eight blocks; one with a verdict passed the test of its own instance. */
function site(pathId: string, blocks: number[], verdict: 'leak' | 'growing' | null = null): SiteTest {
  const sum = (from: number, until: number) => blocks.slice(from, until).reduce((all, one) => all + one, 0);
  const ref = { name: pathId, file: 'a.ts', package: '' };
  const rate = { value: sum(0, 8), low: 1, high: 99 };
  const leak = { function: ref, line: 0, path: [ref], verdict: verdict ?? 'leak', blocks, survival: 1 };
  return {
    ...{ pathId, samples: sum(0, 8), older: sum(0, 4), olderLoad: 0.5 },
    leak: verdict === null ? null : { ...leak, bytesPerHour: rate, msToLimit: null, oldestMs: HOUR },
  };
}

function test(instance: string, ...sites: SiteTest[]): HeapTest {
  return {
    ...{ instance, version: '1', atMs: 48 * HOUR, sinceMs: 0, isYoung: false, intervalBytes: 524_288 },
    ...{ heapUsedBytes: null, heapLimitBytes: null, sites },
  };
}

function told(...tests: HeapTest[]): string[] {
  return leaksOf('shop', 'prod', tests).map(({ pathId, verdict, foundIn, testedIn, bytesPerHour }) => {
    return `${pathId}: ${verdict} in ${foundIn} of ${testedIn}, ${bytesPerHour.value}`;
  });
}

const even = [4, 4, 4, 4, 4, 4, 4, 4];

describe('the leaks of a service', () => {
  it('are its sites, each once, with the instances it was found in out of those tested', () => {
    const dies = [0, 1, 0, 1, 4, 6, 9, 9];
    const both = [site('cart', even, 'leak'), site('session', dies)];
    expect(told(test('a', ...both), test('b', site('cart', [4, 4, 4, 4, 5, 5, 5, 5], 'growing')), test('c'))).toEqual([
      'cart: leak in 2 of 3, 34',
    ]);
  });

  it('only grow where no instance has run for long enough', () => {
    expect(told(test('a', site('cart', even, 'growing')))).toEqual(['cart: growing in 1 of 1, 32']);
  });

  it('have one id, whichever instances they are found in', () => {
    const ids = [test('a', site('cart', even, 'leak')), test('b', site('cart', [...even].reverse(), 'leak'))].map(
      (one) => leaksOf('shop', 'prod', [one])[0]?.id,
    );
    expect(new Set(ids).size).toBe(1);
    expect(leaksOf('shop', 'test', [test('a', site('cart', even, 'leak'))])[0]?.id).not.toBe(ids[0]);
  });

  it('need more samples the more sites there are', () => {
    const few = site('cart', [1, 1, 2, 1, 1, 1, 1, 1], 'leak');
    const others = Array.from({ length: 50 }, (_, at) => site(`other ${at}`, [0, 0, 0, 1, 2, 2, 3, 4]));
    expect(told(test('a', few))).toHaveLength(1);
    expect(told(test('a', few, ...others))).toEqual([]);
    expect(told(test('a', few, ...others), test('b', few), test('c', few))).toHaveLength(1);
  });

  it('are false once in twenty services at most, however many sites are tested of what dies', () => {
    const next = random(3);
    const drawn = (pathId: string): SiteTest => {
      const blocks = new Array(8).fill(0) as number[];
      // Of the older half 0.3 times as much is left as of the younger one.
      for (let sample = 0; sample < 12; sample++) {
        const half = next() < 0.3 / 1.3 ? 0 : 4;
        const block = half + Math.floor(4 * next());
        blocks[block] = (blocks[block] as number) + 1;
      }
      return site(pathId, blocks, 'leak');
    };
    const services = Array.from({ length: 400 }, () =>
      test('a', ...Array.from({ length: 40 }, (_, at) => drawn(`${at}`))),
    );
    expect(services.filter((one) => told(one).length > 0).length).toBeLessThanOrEqual(0.05 * services.length);
  });
});
