import jstat from 'jstat';

/** P(T > t) of Student's t; of the normal distribution where the degrees of freedom are infinite. */
export function upperTail(t: number, df: number): number {
  if (Number.isNaN(t)) return 1;
  return df === Infinity ? jstat.normal.cdf(-t, 0, 1) : jstat.studentt.cdf(-t, df);
}

/** The t that is exceeded with this probability. */
export function upperQuantile(probability: number, df: number): number {
  if (probability >= 0.5) return probability === 0.5 ? 0 : -upperQuantile(1 - probability, df);
  return df === Infinity ? -jstat.normal.inv(probability, 0, 1) : -jstat.studentt.inv(probability, df);
}

/** The value that is not exceeded with this probability. */
export function chiSquareQuantile(probability: number, df: number): number {
  return jstat.chisquare.inv(probability, df);
}

/** P(at least `count` of `trials`) where each is one with this probability; between whole numbers, the beta function's. */
export function binomialUpperTail(count: number, trials: number, probability: number): number {
  if (count <= 0) return 1;
  return count > trials ? 0 : jstat.ibeta(probability, count, trials - count + 1);
}

/** From here on the asymptotic series below are exact to the last bits. */
const LARGE = 12;

/** The logarithmic derivative of the gamma function, for x > 0 (Abramowitz and Stegun 6.3.5, 6.3.18). */
export function digamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < LARGE; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  const series =
    1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32760)))));
  return sum + Math.log(at) - 0.5 / at - square * series;
}

/** The derivative of digamma, for x > 0 (Abramowitz and Stegun 6.4.6, 6.4.12). */
export function trigamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < LARGE; at++) sum += 1 / (at * at);
  const square = 1 / (at * at);
  const series =
    1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66 - square * (691 / 2730)))));
  return sum + 1 / at + square / 2 + (square / at) * series;
}

/** The second derivative of digamma, for x > 0. */
function tetragamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < LARGE; at++) sum -= 2 / (at * at * at);
  const square = 1 / (at * at);
  const series = 1 / 2 - square * (1 / 6 - square * (1 / 6 - square * (3 / 10 - square * (5 / 6))));
  return sum - square - square / at - square * square * series;
}

/** The x with trigamma(x) = y, for y > 0: Newton's method on 1/trigamma, which is nearly linear (limma's way). */
export function trigammaInverse(y: number): number {
  if (y > 1e7) return 1 / Math.sqrt(y);
  if (y < 1e-6) return 1 / y;
  let x = 0.5 + 1 / y;
  for (let round = 0; round < 50; round++) {
    const value = trigamma(x);
    const step = (value * (1 - value / y)) / tetragamma(x);
    x += step;
    if (-step / x < 1e-10) break;
  }
  return x;
}
