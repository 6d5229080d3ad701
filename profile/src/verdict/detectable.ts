import type { Model } from './model.js';
import { binOf, expectedVariance } from './noise.js';
import { upperQuantile } from './special.js';
import type { Detectable } from './types.js';

export const SHARES: readonly number[] = [0.001, 0.01, 0.1];
/** For power 0.8. */
const POWER = 0.84;

/** The smallest change of a function of this share of CPU that would be found four times in five. */
export function detectableAt(model: Model, share: number, q: number): Detectable {
  const delta = model.fitted.map(({ noise, share: scale }) => {
    const rate = share / scale;
    const { d0, s0 } = binOf(noise, rate);
    const least = rate / noise.baseRuler.sum + rate / noise.comparisonRuler.sum;
    const se = Math.sqrt(Math.max(s0 * expectedVariance(noise, rate), least));
    return (upperQuantile(q / model.rows.length, d0 + noise.d) + POWER) * se * scale;
  });
  return { share, delta: Math.max(...delta) };
}
