import { labelOf } from '../../selector.js';
import type { NumberSum, NumbersFound, NumbersQuery, SeriesSpan } from '../store.js';
import type { BlockReader } from './block-reader.js';
import { JoinedRanges } from './detail.js';

/** Reads one window in so many, so that about `maxWindows` are read. 1 where all can be. */
export function readOneIn(query: NumbersQuery, series: readonly SeriesSpan[]): number {
  const expected = series.reduce((sum, { windows, firstMs, lastMs }) => {
    const lastsMs = lastMs - firstMs + 1;
    const insideMs = Math.min(query.untilMs, lastMs + 1) - Math.max(query.fromMs, firstMs);
    return sum + windows * Math.min(1, Math.max(0, insideMs) / lastsMs);
  }, 0);
  return Math.max(1, Math.ceil(expected / query.maxWindows));
}

/** Adds up the numbers of windows, by name and step. Thinned days are left out as a whole, also a window that is still there. */
export class NumberSums {
  readonly #steps = new Map<string, NumberSum & { covered: number }>();
  readonly #untold = new JoinedRanges();
  #windows = 0;

  constructor(
    readonly query: NumbersQuery,
    readonly oneIn: number,
  ) {}

  /** All windows of a block that are asked for; within a snapshot of it, blocks in order of time. */
  add(block: BlockReader): void {
    const { matchers } = this.query;
    const part = block.part(this.query);
    if (part.fromMs >= part.untilMs) return;
    for (const { series } of block.fleets) {
      for (const { id, labels } of series) {
        if (!matchers.every((matcher) => matcher.matches(labelOf(labels, matcher.name) ?? ''))) continue;
        if (block.resolutionMs > 0) {
          this.#untold.add(part);
          return;
        }
        for (const [midMs, fromMs, untilMs, text] of block.rows.numbers(id, this.query, this.oneIn)) {
          this.#window(midMs, Math.max(1, untilMs - fromMs) / 1000, JSON.parse(text));
        }
      }
    }
  }

  build(): NumbersFound {
    const sums = [...this.#steps.values()].map(({ covered, ...sum }) => ({ ...sum, mean: covered / sum.seconds }));
    return { windows: this.#windows, oneIn: this.oneIn, sums, untold: this.#untold.ranges };
  }

  #window(midMs: number, seconds: number, numbers: Readonly<Record<string, number>>): void {
    const { fromMs: startMs, stepMs, names } = this.query;
    const fromMs = startMs + Math.floor((midMs - startMs) / stepMs) * stepMs;
    this.#windows++;
    for (const name of names) {
      if (!Object.hasOwn(numbers, name)) continue;
      const value = numbers[name] as number;
      const key = `${fromMs} ${name}`;
      const known = this.#steps.get(key);
      this.#steps.set(key, {
        name,
        fromMs,
        sum: (known?.sum ?? 0) + value,
        max: Math.max(known?.max ?? value, value),
        seconds: (known?.seconds ?? 0) + seconds,
        mean: 0,
        covered: (known?.covered ?? 0) + value * seconds,
      });
    }
  }
}
