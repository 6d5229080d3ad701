import { describe, expect, it } from '@jest/globals';
import { formatAgo, previousSpan, rangeOf, refreshMs, spanOf, stepMs, timeMs } from '../../viewer/src/time.js';

const MINUTE = 60e3;
const HOUR = 60 * MINUTE;

describe('a time', () => {
  it.each([
    ['now', 1_000_000_000],
    ['now-90m', 1_000_000_000 - 90 * MINUTE],
    ['now-1.5h', 1_000_000_000 - 90 * MINUTE],
    ['now-7d', 1_000_000_000 - 7 * 24 * HOUR],
    ['1795456923898', 1_795_456_923_898],
    ['yesterday', Number.NaN],
  ])('%s', (text, ms) => {
    expect(timeMs(text, 1_000_000_000)).toBe(ms);
  });

  it('becomes a range that is the same tomorrow', () => {
    const span = spanOf({ from: 'now-1h', until: 'now' }, 10 * HOUR);
    expect(rangeOf(span)).toEqual({ from: String(9 * HOUR), until: String(10 * HOUR) });
  });

  it.each([
    [MINUTE, 1_000],
    [15 * MINUTE, MINUTE],
    [HOUR, MINUTE],
    [6 * HOUR, 5 * MINUTE],
    [24 * HOUR, 10 * MINUTE],
    [7 * 24 * HOUR, HOUR],
    [400 * 24 * HOUR, 3 * 24 * HOUR],
  ])('a span of %d ms has steps of %d ms', (length, step) => {
    expect(stepMs({ fromMs: 0, untilMs: length })).toBe(step);
  });

  it('has a time before it that is as long, moved by whole steps', () => {
    expect(previousSpan({ fromMs: 10 * HOUR, untilMs: 11 * HOUR }, MINUTE)).toEqual({
      fromMs: 9 * HOUR,
      untilMs: 10 * HOUR,
    });
    expect(previousSpan({ fromMs: 10 * HOUR, untilMs: 10 * HOUR + 90_500 }, MINUTE)).toEqual({
      fromMs: 10 * HOUR - 2 * MINUTE,
      untilMs: 10 * HOUR + 90_500 - 2 * MINUTE,
    });
    expect(previousSpan({ fromMs: 0, untilMs: HOUR }, MINUTE)).toBeNull();
  });

  it('that has passed is told by how long ago it was', () => {
    const ago = [MINUTE, 5 * MINUTE, 3 * HOUR, 50 * HOUR].map((ms) => formatAgo(100 * HOUR - ms, 100 * HOUR));
    expect(ago).toEqual(['just now', '5 min ago', '3 h ago', '2 d ago']);
  });
});

describe('a range that ends now', () => {
  it.each([
    [MINUTE, 10],
    [HOUR, 15],
    [6 * HOUR, 90],
    [7 * 24 * HOUR, 300],
    [Number.NaN, 10],
  ])('of %s ms is asked for again every %s s', (length, seconds) => {
    expect(refreshMs({ fromMs: 0, untilMs: length })).toBe(seconds * 1000);
  });
});
