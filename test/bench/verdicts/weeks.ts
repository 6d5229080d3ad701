import type { ShareSeries } from '@perf/profile/verdict/changepoint.js';
import { poisson } from './heaps.js';
import { normal } from './program.js';

const BINS_A_DAY = 144;
const WINDOWS_A_BIN = 10;

/** How a function's share goes up and down in a week without anything having changed. */
export interface Noise {
  /** Deviation of the logarithm of a window of one minute, and its correlation with the next. */
  readonly deviation: number;
  readonly correlation: number;
  /** From the mean to the top of the day, as a share; the shape differs from day to day by a fifth of it. */
  readonly swing: number;
  /** Of all windows, those in which the share is eight times as high. */
  readonly bursts: number;
  /** Samples of the function in a bin, on average; they are counted, so that few are a noise of their own. */
  readonly samples: number;
}

const rough: Noise = { deviation: 0.15, correlation: 0.6, swing: 0.15, bursts: 0.01, samples: 600 };

export const noises: Readonly<Record<string, Noise>> = {
  calm: { deviation: 0.07, correlation: 0.3, swing: 0.15, bursts: 0, samples: 600 },
  rough,
  'rough, 40 samples in ten minutes': { ...rough, samples: 40 },
  'rough, half as much at night': { ...rough, swing: 0.5 },
  'rough, drifting over hours': { ...rough, deviation: 0.1, correlation: 0.995 },
};

/** From a bin on, until another one, the share is so many times what it would be. */
export interface Step {
  readonly from: number;
  readonly until: number;
  readonly factor: number;
}

/** So many days of one function, from a midnight on. */
export function weekOf(noise: Noise, random: () => number, steps: readonly Step[] = [], days = 7): ShareSeries {
  const { deviation, correlation, swing, bursts, samples } = noise;
  const phase = random();
  let error = deviation * normal(random);
  let daily = swing;
  const share = Float64Array.from({ length: days * BINS_A_DAY }, (_, bin) => {
    if (bin % BINS_A_DAY === 0) daily = swing * (1 + 0.2 * normal(random));
    let windows = 0;
    for (let minute = 0; minute < WINDOWS_A_BIN; minute++) {
      error = correlation * error + deviation * Math.sqrt(1 - correlation ** 2) * normal(random);
      windows += (random() < bursts ? 8 : 1) * Math.exp(error);
    }
    const factor = steps.reduce((all, one) => (bin >= one.from && bin < one.until ? all * one.factor : all), 1);
    const ofDay = Math.max(0.05, 1 + daily * Math.sin(2 * Math.PI * (bin / BINS_A_DAY + phase)));
    return poisson((samples * ofDay * factor * windows) / WINDOWS_A_BIN, random) / (100 * samples);
  });
  return { fromMs: 0, share };
}
