import { describe, expect, it } from '@jest/globals';
import type { FeatureTable } from '@perf/profile/verdict/features.js';
import { referenceFrame } from '@perf/profile/verdict/frame.js';
import { Chance } from '../bench/verdicts/chance.js';

const FUNCTIONS = 1500;
const CLUSTERS = 4;
/** Of the samples of a cluster, at load 1. */
const share = Float64Array.from({ length: FUNCTIONS }, (_, rank) => 2000 / (rank + 3));

/** Functions that do not change, and the root above them. */
function draw(chance: Chance, load: number): FeatureTable {
  const value = new Float64Array((FUNCTIONS + 1) * CLUSTERS);
  for (let row = 0; row < FUNCTIONS; row++) {
    for (let cluster = 0; cluster < CLUSTERS; cluster++) {
      const count = chance.poisson(load * (share[row] as number));
      value[row * CLUSTERS + cluster] = count;
      const root = FUNCTIONS * CLUSTERS + cluster;
      value[root] = (value[root] as number) + count;
    }
  }
  return { functions: FUNCTIONS, rows: FUNCTIONS + 1, clusters: CLUSTERS, value, self: new Float64Array(CLUSTERS) };
}

describe('the scale that clusters are put on', () => {
  it('is the same for a side of three times the load', () => {
    const chance = new Chance(5);
    const offs = Array.from({ length: 30 }, () => {
      const [base, comparison] = [draw(chance, 1), draw(chance, 3)];
      const frame = referenceFrame(base, comparison);
      const perSample = (of: Float64Array, { value }: FeatureTable) =>
        of.reduce((sum, one) => sum + one, 0) / value.subarray(FUNCTIONS * CLUSTERS).reduce((sum, one) => sum + one, 0);
      return Math.log(perSample(frame.comparison, comparison) / perSample(frame.base, base));
    });
    expect(offs.reduce((sum, one) => sum + one, 0) / offs.length).toBeCloseTo(0, 2.5);
  });
});
