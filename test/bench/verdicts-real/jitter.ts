import type { Route } from '../../demo/calls.js';

const mix: readonly (readonly [route: Route, weight: number])[] = [
  ['cart', 3],
  ['products', 1],
  ['pages', 1],
  ['sessions', 1],
  ['reports', 1],
  ['recommendations', 1],
];

/** Of all requests, on average. */
export const CART_SHARE = 3 / 8;

/** By how much a process is sent more or less than another, at most; and by how much that swings while it runs. */
const APART = 0.15;
const SWING = 0.15;
const SWING_SECONDS = [10, 60] as const;

/** What one process is sent: at which rate, and in which mix of routes. */
export interface Jitter {
  /** Around 1. */
  rateAt(second: number): number;
  drawRoute(second: number): Route;
}

/** Draws by how much a process differs from others, and how that changes over time. */
export function drawJitter(draw: () => number): Jitter {
  const rate = drawWave(draw);
  const waves = mix.map(() => drawWave(draw));
  return {
    rateAt: rate,
    drawRoute(second) {
      const weights = mix.map(([, weight], route) => weight * (waves[route] as Wave)(second));
      let left = draw() * weights.reduce((sum, weight) => sum + weight, 0);
      for (const [at, [route]] of mix.entries()) {
        left -= weights[at] as number;
        if (left < 0) return route;
      }
      return 'cart';
    },
  };
}

type Wave = (second: number) => number;

function drawWave(draw: () => number): Wave {
  const level = 1 + APART * (2 * draw() - 1);
  const [shortest, longest] = SWING_SECONDS;
  const [period, phase, swing] = [shortest + (longest - shortest) * draw(), draw(), SWING * draw()];
  return (second) => level * (1 + swing * Math.sin(2 * Math.PI * (second / period + phase)));
}
