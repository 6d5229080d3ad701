import { describe, expect, it } from '@jest/globals';
import { damageRepeatedly } from './damages.js';

describe('a block that is damaged anywhere', () => {
  it('costs answers of its own day at most, each refused with its name, and is never changed into another', async () => {
    const { found, refused } = await damageRepeatedly(60);
    expect(found).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  }, 120_000);
});
