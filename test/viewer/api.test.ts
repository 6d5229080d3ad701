import { describe, expect, it } from '@jest/globals';
import { isLater } from '../../viewer/src/api.js';

const path = (from: number | string, until: number | string, rest = '') =>
  `/api/v1/top?query=cpu&from=${from}&until=${until}${rest}`;

describe('a question that is asked again', () => {
  it('is the same one later where its times are as far apart, a millisecond of rounding aside', () => {
    expect(isLater(path(1000, 2000), path(1500, 2500))).toBe(true);
    expect(isLater(path(1000, 2000), path(1500, 2501))).toBe(true);
    expect(isLater('/api/v1/services', '/api/v1/services')).toBe(true);
    expect(isLater(path('yesterday', 'now'), path('yesterday', 'now'))).toBe(true);
  });

  it('is another one where anything else differs', () => {
    expect(isLater(path(1000, 2000), path(1000, 3000))).toBe(false);
    expect(isLater(path(1000, 2000), path(1500, 2500, '&focus=a'))).toBe(false);
    expect(isLater(path(1000, 2000), path(1000, 2000, '&baseFrom=0&baseUntil=500'))).toBe(false);
    expect(isLater(path('yesterday', 'now'), path('today', 'now'))).toBe(false);
    expect(isLater('', path(1000, 2000))).toBe(false);
  });
});
