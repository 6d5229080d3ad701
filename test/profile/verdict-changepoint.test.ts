import { describe, expect, it } from '@jest/globals';
import { BIN_MS, type Change, findChanges, type ShareSeries } from '@perf/profile/verdict/changepoint.js';
import { noises, type Step, weekOf } from '../bench/verdicts/weeks.js';
import { random } from '../bench/workload.js';

const HOUR_MS = 3_600_000;
const DAY = 144;
const calm = noises.calm as (typeof noises)[string];
const rough = noises.rough as (typeof noises)[string];

/** `+50 % at day 3.5, back at day 4.5`, times to the hour. */
function told(changes: readonly Change[]): string {
  const day = (ms: number) => `day ${(Math.round(ms / HOUR_MS) / 24).toFixed(1)}`;
  return changes
    .map(({ series, atMs, ratio, wentAwayMs }) => {
      const percent = Math.round(20 * (ratio.value - 1)) * 5;
      const back = wentAwayMs === null ? '' : `, back at ${day(wentAwayMs)}`;
      return `${series === 0 ? '' : `${series}: `}${percent > 0 ? '+' : ''}${percent} % at ${day(atMs)}${back}`;
    })
    .join('\n');
}

/** A week of which the given days have so many times the share. */
function week(
  days: readonly (readonly [from: number, until: number, factor: number])[],
  seed = 1,
  noise = calm,
): ShareSeries {
  const steps: Step[] = days.map(([from, until, factor]) => ({ from: from * DAY, until: until * DAY, factor }));
  return weekOf(noise, random(seed), steps);
}

describe('a week of a function’s share', () => {
  it('has no change where it only goes up and down with the time of the day', () => {
    expect(told(findChanges([week([])]))).toBe('');
  });

  it('has one where it stays higher, or lower', () => {
    expect(told(findChanges([week([[3.5, 7, 1.5]])]))).toBe('+50 % at day 3.5');
    expect(told(findChanges([week([[3.5, 7, 0.5]])]))).toBe('-50 % at day 3.5');
  });

  it('has several, each by itself', () => {
    const changes = findChanges([
      week([
        [2, 4.5, 1.5],
        [4.5, 7, 3],
      ]),
    ]);
    expect(told(changes)).toBe('+50 % at day 2.0\n+100 % at day 4.5');
  });

  it('has one that went away', () => {
    expect(told(findChanges([week([[3.5, 4.5, 1.5]])]))).toBe('+50 % at day 3.5, back at day 4.5');
  });

  it('has none that is shorter than six hours, and none before six hours are seen', () => {
    expect(told(findChanges([week([[3.5, 3.6, 1.5]])]))).toBe('');
    const until = (day: number): ShareSeries => {
      const { fromMs, share } = week([[6, 7, 1.5]]);
      return { fromMs, share: share.slice(0, day * DAY) };
    };
    expect(told(findChanges([until(6 + 5 / 24)]))).toBe('');
    expect(told(findChanges([until(6 + 7 / 24)]))).toMatch(/^\+5[05] % at day 6.0$/);
  });

  it('may have gaps, begin at any time, and be shorter or longer', () => {
    const { share } = week([[3.5, 7, 1.5]]);
    const gaps = share.map((one, bin) => (bin > 200 && bin < 300 ? Number.NaN : one));
    expect(told(findChanges([{ fromMs: 0, share: gaps }]))).toBe('+50 % at day 3.5');
    const [change] = findChanges([{ fromMs: 7 * HOUR_MS, share: share.slice(42) }]);
    expect(Math.abs((change?.atMs ?? 0) / HOUR_MS - 84)).toBeLessThanOrEqual(2);
    expect(findChanges([{ fromMs: 0, share: share.slice(0, 30) }])).toEqual([]);
    expect(findChanges([{ fromMs: 0, share: new Float64Array(0) }])).toEqual([]);
  });

  it('may be constant, or nothing', () => {
    const constant = new Float64Array(7 * DAY).fill(0.01);
    expect(findChanges([{ fromMs: 0, share: constant }])).toEqual([]);
    expect(findChanges([{ fromMs: 0, share: new Float64Array(7 * DAY) }])).toEqual([]);
    expect(findChanges([{ fromMs: 0, share: new Float64Array(7 * DAY).fill(Number.NaN) }])).toEqual([]);
    const step = constant.map((one, bin) => (bin < 3 * DAY ? one : 2 * one));
    expect(told(findChanges([{ fromMs: 0, share: step }]))).toBe('+100 % at day 3.0');
  });
});

describe('a change', () => {
  const [change] = findChanges([week([[3.5, 7, 1.5]], 2, rough)]);

  it('has a ratio with an interval', () => {
    expect(change?.ratio.low).toBeLessThan(1.5);
    expect(change?.ratio.high).toBeGreaterThan(1.5);
    expect((change?.after ?? 0) / (change?.before ?? 0)).toBeCloseTo(change?.ratio.value ?? 0, 10);
  });

  it('has a p that holds for all times it might have been at', () => {
    expect(change?.p).toBeLessThan(1e-5);
  });

  it('is looked for in all series together', () => {
    const series = Array.from({ length: 20 }, (_, at) => week(at === 7 ? [[2, 7, 1.15]] : [], at, rough));
    expect(told(findChanges(series))).toBe('7: +15 % at day 2.0');
    // A rate so low that of 20 series none may be false.
    expect(findChanges(series, { falseDiscoveryRate: 1e-12 })).toEqual([]);
  });
});

describe('in simulated weeks', () => {
  it.each(['calm', 'rough'])('%s ones without a change have none', (name) => {
    const noise = noises[name] as typeof calm;
    const found = Array.from({ length: 20 }, (_, seed) => findChanges([weekOf(noise, random(seed))]).length);
    expect(found.reduce((sum, one) => sum + one, 0)).toBe(0);
  });

  it('a step of 20 % is found', () => {
    const found = Array.from({ length: 20 }, (_, seed) => {
      const draw = random(seed);
      const from = Math.floor(DAY * (1 + 5 * draw()));
      const changes = findChanges([weekOf(rough, draw, [{ from, until: 7 * DAY, factor: 1.2 }])]);
      return changes.some(({ atMs }) => Math.abs(atMs - from * BIN_MS) <= 6 * HOUR_MS);
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(19);
  });
});
