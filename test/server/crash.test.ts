import { describe, expect, it } from '@jest/globals';
import { killRepeatedly } from './kills.js';

/** One at each moment (kill-moments.ts). */
const KILLS = 5;

describe('a server that is killed while it stores windows, makes rollups, thins, removes days and migrates blocks', () => {
  it('has every acknowledged window exactly once after each restart, answers as before, and nothing damaged', async () => {
    const { acknowledged, rollups, moments, wrong } = await killRepeatedly(KILLS);
    expect(wrong).toEqual([]);
    expect(acknowledged).toBeGreaterThan(KILLS);
    expect(rollups).toBeGreaterThan(0);
    expect(moments.map(({ kills }) => kills)).toEqual([1, 1, 1, 1, 1]);
    expect(moments.some(({ found }) => found.size > 0)).toBe(true);
  }, 480_000);
});
