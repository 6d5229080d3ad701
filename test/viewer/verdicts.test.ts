import { describe, expect, it } from '@jest/globals';
import { printSelector } from '../../viewer/src/selector.js';
import { compareVerdict, pathText } from '../../viewer/src/verdicts.js';
import { findingOf, verdictOf } from '../notation/verdict-of.js';

const ref = (name: string) => ({ name, file: '', package: '' });

describe('from a verdict', () => {
  const price = findingOf('price');
  const verdict = verdictOf({ outcome: 'regressed', findings: [price] });

  it('one comes to the comparison of what was compared, at the function that was found', () => {
    const route = compareVerdict(verdict, price);
    expect([printSelector(route.base), printSelector(route.comparison), route.search, route.width]).toEqual([
      'cpu{service="shop",version="1.0.0",env="prod"}',
      'cpu{service="shop",version="1.1.0",env="prod"}',
      'price',
      'after',
    ]);
    expect(route.range).toEqual({ from: String(verdict.range.fromMs), until: String(verdict.range.untilMs) });
    expect(route.baseRange).toEqual({
      from: String(verdict.baseRange.fromMs),
      until: String(verdict.baseRange.untilMs),
    });
    expect(compareVerdict(verdict, null).search).toBe('');
  });

  it('one comes to what is gone where it still is', () => {
    expect(compareVerdict(verdict, findingOf('legacy', { label: 'gone' })).width).toBe('before');
  });

  it('one reads the nearest callers of what changed', () => {
    expect(pathText({ ...price, path: ['main', 'price'].map(ref) })).toBe('main › price');
    expect(pathText({ ...price, path: ['a', 'b', 'c', 'd', 'e', 'f\n'].map(ref) })).toBe('… › b › c › d › e › f␊');
  });
});
