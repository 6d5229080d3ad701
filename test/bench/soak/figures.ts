import { quantile } from '../figures.js';

/** Something measured at a moment of the fast clock. */
export interface Reading {
  readonly atMs: number;
  readonly value: number;
}

/** What is to stay as it is, however long the server runs. */
export interface Figure {
  readonly name: string;
  readonly readings: readonly Reading[];
  /** Which quantile of the readings it is; 1: the most. */
  readonly share: number;
  readonly digits: number;
  /** The most its last third may be of its first. */
  readonly mostRatio: number;
}

export interface Change {
  readonly figure: Figure;
  readonly first: number;
  readonly last: number;
  readonly ratio: number;
}

/** How each figure changed from the first third of a time to the last. */
export function changes(figures: readonly Figure[], fromMs: number, untilMs: number): Change[] {
  const thirdMs = (untilMs - fromMs) / 3;
  return figures.map((figure) => {
    const [first, last] = [within(figure, fromMs, fromMs + thirdMs), within(figure, untilMs - thirdMs, untilMs)];
    return { figure, first, last, ratio: last / first };
  });
}

/** Those that grew by more than they may, in sentences. A figure without readings in either third is one of them. */
export function grown(found: readonly Change[]): string[] {
  return found
    .filter(({ ratio, figure }) => !(ratio <= figure.mostRatio))
    .map(
      ({ ratio, figure }) => `${figure.name}: ${ratio.toFixed(2)} times as much; at most ${figure.mostRatio} is flat.`,
    );
}

/** The figure of a time; NaN where it was not read then. */
export function within({ readings, share }: Figure, fromMs: number, untilMs: number): number {
  const values = readings.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs).map(({ value }) => value);
  return values.length === 0 ? Number.NaN : quantile(values, share);
}
