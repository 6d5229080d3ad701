import { describe, expect, it } from '@jest/globals';
import {
  changeText,
  detectableText,
  findingText,
  intervalText,
  leadsOf,
  matchText,
  nothingFoundText,
  serviceText,
} from '@perf/profile/verdict/words.js';
import fc from 'fast-check';
import { comparisonOf, findingOf } from '../notation/verdict-of.js';

/** `−1.5 to 2 %` -> [-0.015, 0.02] */
function boundsOf(text: string): number[] {
  return text
    .replace(' %', '')
    .split(' to ')
    .map((bound) => Number(bound.replace('−', '-')) / 100);
}

describe('a verdict in words', () => {
  it.each([
    [0.11, 0.081, 0.139, '+11 % of CPU, 8 to 14 %'],
    [0.0123, 0.0101, 0.0145, '+1.2 % of CPU, 1.0 to 1.5 %'],
    [-0.05, -0.069, -0.031, '−5 % of CPU, −7 to −3 %'],
    [0.07, 0.07, 0.07, '+7.00 % of CPU, 7.00 to 7.00 %'],
    [0.02, -0.01, 0.05, '+2 % of CPU, −1 to 5 %'],
    [0.02, 0.004, 0.036, '+2.0 % of CPU, 0.4 to 3.6 %'],
  ])('has %d as finely as its interval allows, %d to %d', (delta, low, high, text) => {
    expect(findingText(findingOf('price', { delta, low, high }))).toBe(text);
  });

  it('promises no more than the interval, which is rounded outwards', () => {
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [first = 0, last = 0] = boundsOf(intervalText({ low, high }));
        expect(first).toBeLessThanOrEqual(low + 1e-9);
        expect(last).toBeGreaterThanOrEqual(high - 1e-9);
        expect(changeText((low + high) / 2, { low, high })).toMatch(/^[+−]?\d+(\.\d+)? %$/);
      }),
    );
  });

  it('says what would have been found, how often, and never too small', () => {
    expect(nothingFoundText(comparisonOf({ detectable: 0.00412 }))).toBe(
      'no change was found. A function of 1 % of CPU that grew by 0.42 % of CPU would have been found four times in five',
    );
    expect(nothingFoundText(comparisonOf({ detectable: null }))).toBe('no change was found');
    expect(detectableText(comparisonOf())).toBe(
      'Four times in five, a function of 0.1 % of CPU that grew by 0.19 % of CPU, one of 1 % by ' +
        '0.41 %, one of 10 % by 1.5 %.',
    );
    expect(detectableText(comparisonOf({ detectable: null, detectableByShare: [] }))).toBe('');
  });

  it('leads with what makes the outcome: neither with what moved nor with what makes up for it', () => {
    const [grew, moved, fell] = [
      findingOf('price'),
      findingOf('tax', { label: 'moved' }),
      findingOf('old', { label: 'gone' }),
    ];
    const findings = [grew, moved, fell] as const;
    const names = (outcome: 'regressed' | 'improved' | 'unchanged') =>
      leadsOf({ outcome, findings }).map((finding) => finding.function.name);
    expect([names('regressed'), names('improved'), names('unchanged')]).toEqual([['price'], ['old'], []]);
  });

  it('says how functions of both versions are known to be one', () => {
    expect(matchText(findingOf('price'))).toBe('same name and file');
    expect(matchText(findingOf('price', { matched: 'same name and package' }))).toBe('same name and package');
    expect(matchText(findingOf('price', { label: 'new' }))).toBe('in one version only');
  });

  it('has the cost of a request of the whole service', () => {
    const service = { base: 0.0123, comparison: 0.0131, change: 0.065, low: 0.021, high: 0.109 };
    expect(serviceText({ outcome: 'regressed', ...service, t: 3, df: 4, p: 0.01 })).toBe(
      'CPU per request 12.3 ms → 13.1 ms: +7 %, 2 to 11 %',
    );
  });
});
