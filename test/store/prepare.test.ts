import { describe, expect, it } from '@jest/globals';
import { encodePprof } from '@perf/proto';
import { prepareWindow } from '@perf/server/store/prepare.js';
import type { IncomingWindow } from '@perf/server/store/store.js';
import { pprofOf } from '../notation/profile-of.js';
import { acceptance, noonMs, windowOf } from './windows.js';

function prepare(window: IncomingWindow, limits: Partial<typeof acceptance.limits> = {}) {
  return prepareWindow(window, { ...acceptance, limits: { ...acceptance.limits, ...limits } });
}

describe('preparing a window', () => {
  it('puts its midpoint between its ends', () => {
    const { fromMs, untilMs, midMs } = prepare(windowOf('main 1'));
    expect([fromMs, untilMs, midMs]).toEqual([noonMs, noonMs + 60_000, noonMs + 30_000]);
  });

  it('covers the times of all its profiles where it says none itself', () => {
    const at = (timeMs: number) => encodePprof(pprofOf('main 1', { timeMs, durationMs: 10_000 }));
    const window = windowOf('', {
      profiles: [at(noonMs + 20_000), at(noonMs)],
      fromMs: undefined,
      untilMs: undefined,
    });
    const { fromMs, untilMs } = prepare(window);
    expect([fromMs, untilMs]).toEqual([noonMs, noonMs + 30_000]);
  });

  it('takes the other end from how long its profiles last where only one is given', () => {
    const profiles = [encodePprof(pprofOf('main 1', { timeMs: noonMs - 7_200_000, durationMs: 10_000 }))];
    const times = (given: Partial<IncomingWindow>) => {
      const { fromMs, untilMs } = prepare(windowOf('', { profiles, fromMs: undefined, untilMs: undefined, ...given }));
      return [fromMs - noonMs, untilMs - noonMs];
    };
    expect(times({ fromMs: noonMs })).toEqual([0, 10_000]);
    expect(times({ untilMs: noonMs })).toEqual([-10_000, 0]);
  });

  it.each([
    ['main 1\nmain 2', { samplesPerProfile: 1 }, 413, 'The profile has 2 samples; at most 1 are accepted.'],
    ['a;b;c 1', { stackDepth: 2 }, 413, 'Sample 0 is 3 frames deep; at most 2 are accepted.'],
    ['a+b+c 1', { stackDepth: 2 }, 413, 'Sample 0 is 3 frames deep; at most 2 are accepted.'],
    [
      'a 1 {k=x}\na 1 {k=y}',
      { labelSetsPerProfile: 1 },
      413,
      'The samples carry 2 different sets of labels; at most 1',
    ],
    ['a 1 {span_id=x}\na 1 {span_id=y}', { spansPerProfile: 1 }, 413, 'The samples carry 2 different sets of labels'],
    ['functionName 1', { stringLength: 8 }, 413, 'The string "functionName"... has 12 characters; at most 8'],
    ['a -3', {}, 422, 'Sample 0 has the value -3: a profile of what happened has no negative values.'],
    [
      `a ${Number.MAX_SAFE_INTEGER}\nb 1`,
      {},
      422,
      'The values of samples/count add up to more than 2^53: use a larger unit.',
    ],
  ])('refuses %j under %j', (drawing, limits, status, detail) => {
    expect(() => prepare(windowOf(drawing), limits)).toThrow(
      expect.objectContaining({ status, detail: expect.stringContaining(detail) }),
    );
  });

  it('does not count labels that name single requests among the others', () => {
    const window = windowOf('a 1 {span_id=x}\na 1 {span_id=y}');
    expect(prepare(window, { labelSetsPerProfile: 1 }).profiles[0]).toMatchObject({
      groups: { length: 1 },
      spans: { length: 2 },
    });
  });

  it('refuses windows that end before they begin, or cover more than a day', () => {
    const until = (untilMs: number) => () => prepare(windowOf('main 1', { fromMs: noonMs - 2 * 86_400_000, untilMs }));
    expect(until(noonMs - 3 * 86_400_000)).toThrow(/ends \(2026-11-17T12:00:00.000Z\) before it begins/);
    expect(until(noonMs)).toThrow(/covers 172800000 ms; at most 86400000 ms are accepted/);
  });
});
