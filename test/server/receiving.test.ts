import { describe, expect, it } from '@jest/globals';
import { Receiving } from '@perf/server/http/receiving.js';
import { refusalOf } from './refusal.js';

describe('bodies that arrive at the same time', () => {
  it('share a bound, and give back what they took', () => {
    const receiving = new Receiving(100);
    const [one, other] = [receiving.begin(), receiving.begin()];
    one.take(60);
    other.take(40);
    const full = '429 Too many large bodies arrive at once. Send the same window again later.';
    expect(refusalOf(() => other.take(1))).toBe(full);
    one.giveBack();
    expect(refusalOf(() => other.take(60))).toBe('accepted');
    one.giveBack();
    expect(refusalOf(() => other.take(1))).toBe(full);
  });
});
