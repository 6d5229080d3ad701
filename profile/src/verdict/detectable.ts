import type { Model } from './model.js';
import { binOf, expectedVariance } from './noise.js';
import { upperQuantile } from './special.js';
import type { Detectable } from './types.js';

export const SHARES: readonly number[] = [0.001, 0.01, 0.1];
/** Of the normal distribution, for power 0.8. */
const POWER = 0.84;
/** The more a function grows, the more it varies: rounds until the one that is found no longer changes. */
const ROUNDS = 30;
/** Where instances vary so much that nothing would be found, a function that grows by this many times. */
const MOST_TIMES = 100;

/** The smallest change of a function of this share of CPU that would be found four times in five. */
export function detectableAt(model: Model, share: number, q: number): Detectable {
  const delta = model.fitted.map(({ noise, share: scale }) => {
    const rate = share / scale;
    const [a, b] = [noise.baseRuler.sum, noise.comparisonRuler.sum];
    let delta = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const pooled = rate + (delta * b) / (a + b);
      const { d0, s0 } = binOf(noise, 'own', pooled);
      const df = d0 + noise.d;
      const se = Math.sqrt(Math.max(s0 * expectedVariance(noise, pooled), pooled / a + pooled / b));
      const least = upperQuantile(q / model.rows.length, df);
      /** The standard error is estimated: what it is off by is part of what t varies by. */
      const next = (least + POWER * Math.sqrt(1 + (least * least) / (2 * df))) * se;
      const settled = Math.abs(next - delta) < 1e-3 * delta;
      delta = Math.min(next, MOST_TIMES * rate);
      if (settled) break;
    }
    return delta * scale;
  });
  return { share, delta: Math.max(...delta) };
}
