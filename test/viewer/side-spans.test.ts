import { describe, expect, it } from '@jest/globals';
import { parseSelector, printSelector } from '../../viewer/src/selector.js';
import { aroundBoth, commonSelector, movedSpan, type SpanPart, usualBases } from '../../viewer/src/side-spans.js';
import type { Span } from '../../viewer/src/time.js';

const span = (fromMs: number, untilMs: number): Span => ({ fromMs, untilMs });
const text = ({ fromMs, untilMs }: Span) => `${fromMs} to ${untilMs}`;

describe('the axis of both ranges', () => {
  it('has a quarter of their time on either side, and ends now where one of them does', () => {
    expect(text(aroundBoth(span(1000, 1400), span(1600, 1800), 10_000))).toBe('800 to 2000');
    expect(text(aroundBoth(span(1600, 1800), span(1000, 1400), 1800))).toBe('800 to 1800');
    expect(text(aroundBoth(span(100, 1100), span(100, 1100), 1100))).toBe('0 to 1100');
  });
});

describe('a range that is moved', () => {
  const moved = (part: SpanPart, byMs: number) => text(movedSpan(span(100, 200), part, byMs, span(0, 300), 10));

  it('keeps its length, and stays on the axis', () => {
    expect(moved('whole', 50)).toBe('150 to 250');
    expect(moved('whole', 500)).toBe('200 to 300');
    expect(moved('whole', -500)).toBe('0 to 100');
  });

  it('by an end becomes longer or shorter, and never shorter than the least', () => {
    expect(moved('until', 50)).toBe('100 to 250');
    expect(moved('until', -500)).toBe('100 to 110');
    expect(moved('until', 500)).toBe('100 to 300');
    expect(moved('from', 50)).toBe('150 to 200');
    expect(moved('from', 500)).toBe('190 to 200');
    expect(moved('from', -500)).toBe('0 to 200');
  });

  it('that is shorter than the least stays as short as it is', () => {
    expect(text(movedSpan(span(100, 104), 'until', -50, span(0, 300), 10))).toBe('100 to 104');
  });
});

it('what is drawn around both sides is what they have in common, but for versions', () => {
  const common = (base: string, comparison: string) =>
    printSelector(commonSelector(parseSelector(base), parseSelector(comparison)));
  expect(common('cpu{service="shop",version="1",env="a"}', 'cpu{service="shop",version="2",env="a",host=~"h.*"}')).toBe(
    'cpu{service="shop",env="a"}',
  );
  expect(common('cpu{service="shop",env="a"}', 'cpu{service="shop",env="b"}')).toBe('cpu{service="shop"}');
});

it('one click leads to the time before, and to the same time a week before', () => {
  const week = 7 * 24 * 3600e3;
  expect(
    usualBases(span(week + 100, week + 300)).map(({ text: pick, span: base }) => `${pick}: ${text(base)}`),
  ).toEqual([`The time before: ${week - 100} to ${week + 100}`, 'A week before: 100 to 300']);
});
