import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Matcher,
  OPERATORS,
  parseSelector,
  printSelector,
  selectorOf,
  withMatcher,
  withoutMatcher,
  withValue,
} from '../../viewer/src/selector.js';

const matcher: fc.Arbitrary<Matcher> = fc.record({
  name: fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/),
  op: fc.constantFrom(...OPERATORS),
  value: fc.string(),
});

describe('a selector', () => {
  it('reads as the API reads it: the sample type, then matchers', () => {
    expect(parseSelector('cpu{service="checkout",region=~"eu-.*"}')).toEqual({
      type: 'cpu',
      matchers: [
        { name: 'service', op: '=', value: 'checkout' },
        { name: 'region', op: '=~', value: 'eu-.*' },
      ],
    });
  });

  it('may have a type alone, matchers alone, or nothing', () => {
    expect(parseSelector('cpu')).toEqual({ type: 'cpu', matchers: [] });
    expect(parseSelector('{}')).toEqual({ type: '', matchers: [] });
    expect(parseSelector('')).toEqual({ type: '', matchers: [] });
  });

  it('survives being printed and read, whatever its values hold', () => {
    fc.assert(
      fc.property(fc.array(matcher, { maxLength: 4 }), (matchers) => {
        const selector = { type: 'cpu', matchers };
        expect(parseSelector(printSelector(selector))).toEqual(selector);
      }),
    );
  });

  it.each([
    ['cpu{service=checkout}', 'at character 5'],
    ['cpu{service="checkout"', 'at character 5'],
    ['cpu{service="a" version="b"}', 'at character 5'],
  ])('says where reading %s stopped', (text, where) => {
    expect(() => parseSelector(text)).toThrow(where);
  });

  it('replaces, adds and removes matchers', () => {
    const shop = selectorOf('cpu', { service: 'shop', version: '1' });
    const canary: Matcher = { name: 'instance', op: '!=', value: 'canary' };
    expect(printSelector(withValue(shop, 'version', '2'))).toBe('cpu{service="shop",version="2"}');
    expect(printSelector(withValue(shop, 'version', ''))).toBe('cpu{service="shop"}');
    expect(printSelector(withMatcher(withMatcher(shop, canary), canary))).toBe(
      'cpu{service="shop",version="1",instance!="canary"}',
    );
    expect(printSelector(withoutMatcher(withMatcher(shop, canary), canary))).toBe('cpu{service="shop",version="1"}');
  });
});
