import { random } from '../workload.js';

/** Draws of one seed. */
export class Chance {
  readonly uniform: () => number;
  #spare = Number.NaN;

  constructor(...seed: readonly number[]) {
    this.uniform = random(
      seed.reduce((mixed, one) => (Math.imul(mixed ^ one, 0x9e3779b1) ^ (mixed >>> 15)) | 0, 0x51ed27),
    );
    /** Seeds that are next to each other differ in a few bits only. */
    for (let round = 0; round < 8; round++) this.uniform();
  }

  /** Of mean 0 and standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** A factor of median 1 whose logarithm has this standard deviation. */
  factor(deviation: number): number {
    return Math.exp(deviation * this.normal());
  }

  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  poisson(mean: number): number {
    if (mean <= 0) return 0;
    return mean < 10 ? this.#byMultiplying(mean) : this.#byRejecting(mean);
  }

  #byMultiplying(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** Hörmann's transformed rejection with squeeze (PTRS, 1993). */
  #byRejecting(mean: number): number {
    const root = Math.sqrt(mean);
    const b = 0.931 + 2.53 * root;
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const v0 = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = this.uniform() - 0.5;
      const v = this.uniform();
      const us = 0.5 - Math.abs(u);
      const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= v0) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      const left = Math.log((v * inverseAlpha) / (a / (us * us) + b));
      if (left <= k * Math.log(mean) - mean - logFactorial(k)) return k;
    }
  }
}

function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let factor = 2; factor <= n; factor++) product *= factor;
    return Math.log(product);
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + 1 / (12 * x) - 1 / (360 * x ** 3);
}
