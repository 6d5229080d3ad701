import { describe, expect, it } from '@jest/globals';
import { type Calibration, roundsFor, secondsPerRound, shareOf, spentBetween } from './calibration.js';

const calibration: Calibration = {
  secondsPerRound: { small: 1e-7, rule: 2e-7 },
  secondsPerRequest: 0.003,
};

describe('the calibration of slower functions', () => {
  it('learns what a round costs from carts with few rounds and with many', () => {
    // 10 and 35 microseconds a cart, of which 5 are not for rounds.
    const few = [
      { small: 50, rule: 0 },
      { carts: 100, smallMicros: 1000, ruleMicros: 300 },
    ] as const;
    const many = [
      { small: 300, rule: 0 },
      { carts: 20, smallMicros: 700, ruleMicros: 60 },
    ] as const;
    expect(secondsPerRound('small', few, many)).toBeCloseTo(1e-7, 12);
  });

  it('adds up what processes spent between two moments of each', () => {
    const at = (carts: number) => ({ carts, smallMicros: 10 * carts, ruleMicros: 20 * carts });
    expect(
      spentBetween([
        [at(5), at(9)],
        [at(1), at(7)],
      ]),
    ).toEqual({ carts: 10, smallMicros: 100, ruleMicros: 200 });
  });

  it('turns a share of CPU into rounds: 3 carts in 8 requests of 3 ms, 1 % of which are 30 microseconds', () => {
    expect(roundsFor(0.01, 'small', calibration)).toBe(800);
    expect(roundsFor(0.01, 'rule', calibration)).toBe(400);
  });

  it('turns rounds back into the share of CPU, less of it where requests took longer', () => {
    expect(shareOf(800, 'small', calibration)).toBeCloseTo(0.01, 10);
    expect(shareOf(800, 'small', { ...calibration, secondsPerRequest: 0.004 })).toBeCloseTo(0.0075, 10);
  });
});
