import { describe, expect, it } from '@jest/globals';
import { verdictQuestion } from '@perf/profile';
import { parseSelector, printSelector } from '../../viewer/src/selector.js';
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

describe('a verdict is asked for', () => {
  const asked = (base: string, comparison: string, envs: readonly string[] = []) =>
    verdictQuestion(parseSelector(base), parseSelector(comparison), envs);
  const first = 'cpu{service="shop",version="1"}';
  const second = 'cpu{service="shop",version="2"}';

  it('where both sides are a version of one service and env', () => {
    expect(asked(first, second)).toEqual({ service: 'shop', env: '', base: '1', version: '2' });
    expect(asked(first, second, ['prod'])).toMatchObject({ env: 'prod' });
    const [before, after] = [first, second].map((side) => side.replace('}', ',env="prod"}')) as [string, string];
    expect(asked(before, after, ['prod', 'staging'])).toMatchObject({ env: 'prod' });
    expect(asked(before, after.replace('prod', 'staging'), ['prod', 'staging'])).toBeNull();
  });

  it.each([
    ['one version at two times', first, first],
    ['no version', 'cpu{service="shop"}', second],
    ['two services', first, 'cpu{service="mail",version="2"}'],
    ['memory', first.replace('cpu', 'inuse_space'), second.replace('cpu', 'inuse_space')],
    ['a part of a version', first, 'cpu{service="shop",version="2",instance="a"}'],
    ['versions that a pattern finds', first, 'cpu{service="shop",version=~"2.*"}'],
  ])('and not for %s', (_, base, comparison) => {
    expect(asked(base, comparison)).toBeNull();
  });
});
