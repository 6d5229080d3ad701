import { describe, expect, it } from '@jest/globals';
import { type Case, powerCases, sameCases, silentCases } from '../bench/verdicts/cases.js';
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
    const { alerts, first } = tryFew(powerCases.rough8[2], 5);
    expect([alerts, first]).toEqual([5, 5]);
  });

  it('are silent on a function that leaves work to its callers', () => {
    expect(tryFew(silentCases[0], 5).alerts).toBeLessThanOrEqual(2);
  });
});
