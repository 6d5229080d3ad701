import { describe, expect, it } from '@jest/globals';
import { findChanges } from '@perf/profile/verdict/changepoint.js';
import { atEqualWork } from '@perf/profile/verdict/equal-work.js';
import { random } from '../bench/workload.js';

const BINS = 288;

/** Shares of functions whose costs go up and down by chance, where one costs more from the middle on. */
function sharesOf(costs: readonly number[], factor: number): Float64Array[] {
  const next = random(1);
  const drawn = costs.map((cost, row) =>
    Float64Array.from({ length: BINS }, (_, bin) => {
      return cost * (row === 0 && bin >= BINS / 2 ? factor : 1) * (1 + 0.04 * (next() - 0.5));
    }),
  );
  return drawn.map((row) => row.map((cost, bin) => cost / drawn.reduce((sum, other) => sum + (other[bin] ?? 0), 0)));
}

const changed = (shares: readonly Float64Array[]) =>
  findChanges(shares.map((share) => ({ fromMs: 0, share }))).map(
    ({ series, ratio }) => `${series}: ${ratio.value.toFixed(1)}`,
  );

describe('shares at equal work', () => {
  const costs = [30, 20, 15, 10, 10, 8, 7];

  it('change where the function changed, and nowhere else', () => {
    const shares = sharesOf(costs, 2);
    expect(changed(shares).length).toBeGreaterThan(1);
    expect(changed(atEqualWork(shares))).toEqual(['0: 2.0']);
  });

  it('do not change where the function that costs most becomes cheaper', () => {
    expect(changed(atEqualWork(sharesOf([70, 8, 7, 6, 5, 4], 0.5)))).toEqual(['0: 0.5']);
  });

  it('are the shares where nothing changes, and where functions are too few to be compared with', () => {
    const shares = sharesOf(costs, 1);
    for (const [row, share] of atEqualWork(shares).entries()) {
      const usual = shares[row] as Float64Array;
      expect(Math.max(...share.map((one, bin) => Math.abs(one / (usual[bin] as number) - 1)))).toBeLessThan(0.05);
    }
    const two = sharesOf([1, 2], 2);
    expect(atEqualWork(two)).toEqual(two);
  });

  it('are unknown where nothing was measured, and nothing where a function was not found', () => {
    const shares = sharesOf(costs, 1);
    for (const share of shares) share[5] = Number.NaN;
    (shares[2] as Float64Array)[6] = 0;
    const equal = atEqualWork(shares);
    expect(equal.map((share) => share[5])).toEqual(shares.map(() => Number.NaN));
    expect(equal[2]?.[6]).toBe(0);
    expect(equal[1]?.[6]).toBeGreaterThan(0.1);
  });
});
