import { describe, expect, it } from '@jest/globals';
import { killRepeatedly } from './kills.js';

const KILLS = 10;

describe('a server that is killed while it stores windows and makes rollups', () => {
  it('has every acknowledged window exactly once after each restart, and nothing damaged', async () => {
    const { acknowledged, rollups, wrong } = await killRepeatedly(KILLS);
    expect(wrong).toEqual([]);
    expect(acknowledged).toBeGreaterThan(KILLS);
    expect(rollups).toBeGreaterThan(0);
  }, 240_000);
});
