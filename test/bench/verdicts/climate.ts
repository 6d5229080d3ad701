/** How much a service changes by itself. Deviations are of logarithms. */
export interface Climate {
  /** Of each function from window to window, and how much of it carries on to the next. */
  readonly window: number;
  readonly carries: number;
  /** Of each function from process to process, and of the speed of a process's machine. */
  readonly instance: number;
  readonly speed: number;
  /** Bursts: how much more a bursty function costs in one, and how often a window has one. */
  readonly burst: number;
  readonly bursts: number;
  /** Of each route's share of requests over time, alike for all processes, and of each process's own. */
  readonly mix: number;
  readonly ownMix: number;
  /** Of each function from period to period, alike for all processes. */
  readonly period: number;
}

export const ROUGH: Climate = {
  window: 0.15,
  carries: 0.6,
  instance: 0.05,
  speed: 0.05,
  burst: 8,
  bursts: 0.03,
  mix: 0.2,
  ownMix: 0.05,
  period: 0.05,
};

export const CALM: Climate = {
  window: 0.07,
  carries: 0.6,
  instance: 0.025,
  speed: 0.025,
  burst: 4,
  bursts: 0.015,
  mix: 0.1,
  ownMix: 0.025,
  period: 0.025,
};
