import { describe, expect, it } from '@jest/globals';
import type { ProfileSet } from '@perf/profile';
import { type Census, type LeakOptions, poissonInterval, sitesOf, testLeak } from '@perf/profile/verdict/leak.js';
import { cohortsOf, leaking, poisson, runOf, steady } from '../bench/verdicts/heaps.js';
import { random } from '../bench/workload.js';
import { profileOf } from '../notation/profile-of.js';

const HOUR_MS = 3_600_000;
const MIB = 1_048_576;

/**
 * A census after as many hours as there are numbers, each what is left of one hour. The first one is warm-up, and the
 * newest quarter of the others does not count.
 */
function censusOf(left: string, census: Partial<Census> = {}, options: LeakOptions = {}) {
  const samples = left.split(/\s+/).map(Number);
  const startMs = samples.map((_, hour) => hour * HOUR_MS);
  const atMs = samples.length * HOUR_MS;
  return testLeak(
    { startMs, samples },
    { atMs, sinceMs: 0, widthMs: HOUR_MS, intervalBytes: MIB / 2, ...census },
    options,
  );
}

function told(left: string, census: Partial<Census> = {}, options: LeakOptions = {}): string {
  const { verdict, why, samples, survival } = censusOf(left, census, options);
  return `${verdict}${why === '' ? '' : `, ${why}`}: ${samples} samples, ${survival.toFixed(2)} of the older half`;
}

describe('what is left of each span of time', () => {
  it('is a leak where it is as much of the old ones as of the young ones', () => {
    expect(told('9 4 3 5 4 4 3 4 5 9 9 9')).toBe('leak: 32 samples, 1.00 of the older half');
  });

  it('is a cache or a session where less is left of the old ones', () => {
    expect(told('0 1 2 2 3 5 7 9 12 20 20 20')).toBe('none, dies: 41 samples, 0.24 of the older half');
  });

  it('is a cache that fills where ever less comes in', () => {
    expect(told('90 40 30 20 14 10 8 7 6 5 5 4')).toBe('none, slows: 135 samples, 3.35 of the older half');
  });

  it('is no leak where most of it came at one time, or nothing at many times', () => {
    expect(told('0 2 2 9 2 2 2 1 2 1 1 1')).toBe('none, burst: 22 samples, 2.14 of the older half');
    expect(told('0 5 0 5 0 5 0 5 0 5 0 5')).toBe('none, gaps: 20 samples, 1.00 of the older half');
  });

  it('is not enough to tell where it is few', () => {
    expect(told('0 1 1 1 1 1 1 1 0 5 5 5')).toBe('none, few samples: 7 samples, 1.33 of the older half');
    expect(told('1 1')).toBe('none, short run: 0 samples, NaN of the older half');
  });

  it('is compared at equal load', () => {
    const quietAtFirst = (from: number, until: number) => (until - from) * (from < 5 * HOUR_MS ? 0.25 : 1);
    expect(told('0 1 2 2 1 7 6 8 7 9 9 9')).toBe('none, dies: 34 samples, 0.21 of the older half');
    expect(told('0 1 2 2 1 7 6 8 7 9 9 9', { load: quietAtFirst })).toBe('leak: 34 samples, 0.86 of the older half');
  });

  it('is growing, not yet leaking, until the process has run five times as long as anything may live', () => {
    const left = '9 4 3 5 4 4 3 4 5 9 9 9';
    expect(told(left, {}, { longestLifetimeMs: 2.4 * HOUR_MS })).toMatch(/^leak/);
    expect(told(left, {}, { longestLifetimeMs: 2.5 * HOUR_MS })).toMatch(/^growing/);
  });
});

describe('the rate of a leak', () => {
  it('is that of the samples, with the exact interval of a Poisson mean', () => {
    // 32 samples of 512 KiB in 8 hours are 2 MiB an hour.
    const { bytesPerHour } = censusOf('9 4 3 5 4 4 3 4 5 9 9 9');
    expect(bytesPerHour.value / MIB).toBe(2);
    expect([bytesPerHour.low / MIB, bytesPerHour.high / MIB].map((each) => each.toFixed(3))).toEqual([
      '1.368',
      '2.823',
    ]);
  });

  it('is that of one process, however many the samples are of', () => {
    expect(censusOf('9 4 3 5 4 4 3 4 5 9 9 9', { instances: 4 }).bytesPerHour.value / MIB).toBe(0.5);
  });

  it('tells when the heap will be full', () => {
    const heap = { usedBytes: 100 * MIB, limitBytes: 148 * MIB };
    const until = censusOf('9 4 3 5 4 4 3 4 5 9 9 9', { heap }).msToLimit;
    expect(until && [until.low, until.value, until.high].map((ms) => (ms / HOUR_MS).toFixed(1))).toEqual([
      '17.0',
      '24.0',
      '35.1',
    ]);
    expect(censusOf('9 4 3 5 4 4 3 4 5 9 9 9').msToLimit).toBeNull();
  });

  // Garwood's intervals, as tabulated by Pearson and Hartley (Biometrika Tables, table 40).
  it.each([
    [0, 0, 3.69],
    [1, 0.0253, 5.57],
    [5, 1.62, 11.67],
    [10, 4.8, 18.39],
    [50, 37.11, 65.92],
  ])('of %i lies between %f and %f with 95 %%', (count, low, high) => {
    const interval = poissonInterval(count);
    expect(Math.abs(interval.low - low)).toBeLessThan(0.005);
    expect(Math.abs(interval.high - high)).toBeLessThan(0.005);
  });
});

it('the allocation sites of a selection have the samples of each cohort, narrow ones in the wider', () => {
  const { stacks, samples } = profileOf(
    'main;cache 5 {c=0}\nmain;leak@a.js:3 1 {c=0}\nmain;leak@a.js:4 2 {c=1}\nmain;leak@a.js:3 4 {c=3}',
  );
  const evidence = { profiles: 1, instances: 1, instanceSeconds: 0, requests: null };
  const groups = samples.map(({ labels, vector }) => ({
    labels: { cohort: String(1_000 + (labels[0]?.num as number)) },
    fromMs: 0,
    node: vector.node,
    value: vector.values[0] as Float64Array,
    evidence,
  }));
  const set: ProfileSet = { sampleType: { type: 'inuse_samples', unit: 'count' }, stacks, groups };
  const { tree, sites } = sitesOf(set, 2);
  const drawn = sites.map(({ node, cohorts: { startMs, samples: counts } }) => {
    const name = tree.functions.name[tree.function[node] as number];
    return `${name}: ${startMs.map((start, at) => `${counts[at]} since ${start}`).join(', ')}`;
  });
  expect(drawn).toEqual(['cache: 5 since 1000', 'leak: 3 since 1000, 4 since 1002']);
});

describe('in simulated runs of 24 hours', () => {
  function leaksIn(allocations: (typeof steady)[string], runs: number): number {
    let leaks = 0;
    for (let seed = 0; seed < runs; seed++) {
      const run = runOf(24, random(seed));
      const { cohorts, widthMs } = cohortsOf(allocations(run), 24);
      const load = (from: number, until: number) => run.load((from + until) / 2) * (until - from);
      const census = { atMs: 24 * HOUR_MS, sinceMs: 0, widthMs, intervalBytes: MIB / 2, load };
      leaks += Number(testLeak(cohorts, census).verdict === 'leak');
    }
    return leaks;
  }

  it.each(Object.entries(steady))('%s are never called a leak', (_, allocations) => {
    expect(leaksIn(allocations, 5)).toBe(0);
  });

  it('a leak of 2 MiB an hour is found', () => {
    expect(leaksIn(leaking(2), 40)).toBeGreaterThanOrEqual(36);
  });

  it('what is drawn as Poisson is so', () => {
    const draw = random(1);
    for (const mean of [0.5, 20, 80]) {
      const drawn = Array.from({ length: 4_000 }, () => poisson(mean, draw));
      const average = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
      expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / drawn.length));
    }
  });
});
