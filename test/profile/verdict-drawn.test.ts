import { describe, expect, it } from '@jest/globals';
import { type Case, detectableCases, powerCases, sameCases, silentCases } from '../bench/verdicts/cases.js';
import { drawService } from '../bench/verdicts/service.js';
import { addTally, emptyTally, type Tally, tryOne } from '../bench/verdicts/trial.js';

/** A few trials, of small services, of what `npm run bench -- verdicts` tries a thousand times. */
function tryFew(one: Case | undefined, pairs: number): Tally {
  const tally = emptyTally();
  for (let seed = 1; seed <= pairs; seed++) {
    addTally(tally, tryOne(one as Case, seed, drawService(seed, 300, 150)).tally);
  }
  return tally;
}

describe('verdicts on drawn deploys', () => {
  it('are silent on two versions that do not differ', () => {
    const same = sameCases.find(({ name }) => name === 'A/A, canary, 8 a side, 1.3x load');
    expect(tryFew(same, 8).alerts).toBeLessThanOrEqual(2);
  });

  it('find a function that takes one percent more', () => {
    const { found, first } = tryFew(powerCases.rough8[2], 5);
    expect([found, first]).toEqual([5, 5]);
  });

  it('mostly find a change of the size that is called detectable', () => {
    expect(tryFew(detectableCases[0], 10).found).toBeGreaterThanOrEqual(6);
  });

  it('are silent on functions that leave work to their callers', () => {
    const inlined = silentCases.find(({ name }) => name.includes('in all processes of the new version'));
    expect(tryFew(silentCases[0], 5).alerts).toBeLessThanOrEqual(1);
    expect(tryFew(inlined, 10).alerts).toBeLessThanOrEqual(1);
  });
});
