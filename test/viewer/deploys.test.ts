import { describe, expect, it } from '@jest/globals';
import type { Deploy } from '@perf/profile/api.js';
import { compareDeploy } from '../../viewer/src/deploys.js';
import { printSelector } from '../../viewer/src/selector.js';

const MINUTE = 60e3;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function deploy(version: string, firstMs: number, lastMs: number, previous: string | null): Deploy {
  return { version, env: 'prod', firstMs, lastMs, previous, verdict: null, note: null };
}

function windows(deploys: readonly Deploy[]) {
  const route = compareDeploy('shop', 'cpu', deploys, deploys[0] as Deploy);
  if (!route) return null;
  const minutes = ({ from, until }: { from: string; until: string }) =>
    [from, until].map((ms) => Math.floor(Number(ms) / MINUTE));
  return { base: minutes(route.baseRange), comparison: minutes(route.range) };
}

describe('the comparison of a deploy', () => {
  it('is of the version with the one before it', () => {
    const deploys = [deploy('2', 5 * HOUR, 6 * HOUR, '1'), deploy('1', 0, 5 * HOUR, null)];
    const route = compareDeploy('shop', 'cpu', deploys, deploys[0] as Deploy);
    expect(route && [printSelector(route.base), printSelector(route.comparison)]).toEqual([
      'cpu{service="shop",version="1",env="prod"}',
      'cpu{service="shop",version="2",env="prod"}',
    ]);
  });

  it('is of the first hour after the deploy, less a minute to warm up, with as long before it', () => {
    expect(windows([deploy('2', 5 * HOUR, 9 * HOUR, '1'), deploy('1', 0, 5 * HOUR, null)])).toEqual({
      base: [240, 300],
      comparison: [301, 361],
    });
  });

  it('takes all there is of a young deploy, warm-up included', () => {
    expect(windows([deploy('2', 5 * HOUR, 5 * HOUR + 4 * MINUTE, '1'), deploy('1', 0, 5 * HOUR, null)])).toEqual({
      base: [295, 300],
      comparison: [300, 304],
    });
  });

  it('looks for the version before when it last ran, however long ago', () => {
    expect(windows([deploy('2', DAY, DAY + 2 * HOUR, '1'), deploy('1', 0, HOUR, null)])?.base).toEqual([0, 60]);
  });

  it('does not begin before the version before it did', () => {
    expect(windows([deploy('2', HOUR, 3 * HOUR, '1'), deploy('1', HOUR - 5 * MINUTE, HOUR, null)])?.base).toEqual([
      55, 60,
    ]);
  });

  it('does not exist for the first version', () => {
    expect(windows([deploy('1', 0, HOUR, null)])).toBeNull();
  });
});
