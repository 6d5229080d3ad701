import { describe, expect, it } from '@jest/globals';
import { digamma, trigamma, trigammaInverse, upperQuantile, upperTail } from '@perf/profile/verdict/special.js';

const EULER = 0.5772156649015329;

describe('special functions', () => {
  /** Abramowitz and Stegun, tables 6.1 and 6.2, and the closed forms at 1/2 and 1/4. */
  it.each([
    [1, -EULER],
    [0.5, -EULER - 2 * Math.log(2)],
    [0.25, -EULER - Math.PI / 2 - 3 * Math.log(2)],
    [1.5, 0.03648997397857652],
    [2, 1 - EULER],
    [10, 2.2517525890667214],
  ])('digamma(%p) is as published', (x, expected) => {
    expect(digamma(x)).toBeCloseTo(expected, 9);
  });

  it.each([
    [1, Math.PI ** 2 / 6],
    [0.5, Math.PI ** 2 / 2],
    [0.25, Math.PI ** 2 + 8 * 0.915965594177219],
    [1.5, 0.9348022005446793],
    [2, Math.PI ** 2 / 6 - 1],
    [10, 0.10516633568168575],
  ])('trigamma(%p) is as published', (x, expected) => {
    expect(trigamma(x)).toBeCloseTo(expected, 10);
  });

  it.each([1e-3, 0.04, 0.5, 1, 3.7, 20, 400, 1e8])('the inverse of trigamma gives %p back', (x) => {
    expect(trigammaInverse(trigamma(x)) / x).toBeCloseTo(1, 6);
  });

  /** Abramowitz and Stegun, table 26.10; the last from R's qt. */
  it.each([
    [0.025, 1, 12.706],
    [0.05, 2, 2.92],
    [0.025, 10, 2.228],
    [0.005, 4, 4.604],
    [0.0005, 30, 3.646],
    [0.025, 120, 1.98],
    [0.025, Number.POSITIVE_INFINITY, 1.96],
    [1e-9, 4, 234.0276],
    [1e-5, 40, 4.83502],
  ])('t is exceeded with probability %p at %p degrees of freedom as in the table', (p, df, t) => {
    expect(upperQuantile(p, df)).toBeCloseTo(t, 3);
    expect(upperTail(upperQuantile(p, df), df) / p).toBeCloseTo(1, 5);
    expect(upperQuantile(1 - p, df) / -t).toBeCloseTo(1, 3);
  });

  it('tells tails apart that are as small as one in a thousand millions', () => {
    expect(upperTail(6, Number.POSITIVE_INFINITY) / 9.865876450376946e-10).toBeCloseTo(1, 6);
    expect(upperTail(50, 30) / 9.357708829611355e-31).toBeCloseTo(1, 6);
  });
});
