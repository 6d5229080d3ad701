import type { Pairs } from './matching-pairs.js';
import { rising } from './matching-rising.js';
import { placeOf } from './matching-side.js';

/** Pairs of one file in the order in which they begin, without those that changed their order. */
interface Anchors {
  readonly base: readonly number[];
  readonly comparison: readonly number[];
}

/**
 * Whether a function stands where another one stood, as far as the functions around them tell: those that are pairs
 * say by how many lines each part of the file has moved.
 *
 * Lines never make two functions one. They break ties, and they tell a renamed function from another that was merely
 * not sampled before.
 */
export class Lines {
  readonly #pairs: Pairs;
  readonly #anchors = new Map<string, Anchors>();

  constructor(pairs: Pairs) {
    this.#pairs = pairs;
  }

  /** 1: exactly where it stood, alone on its line; 0: cannot tell; -1: it stood elsewhere. */
  agree(b: number, c: number): -1 | 0 | 1 {
    const found = this.#compare(b, c);
    const { base, comparison } = this.#pairs;
    return found === 1 && !(base.isAlone[b] === 1 && comparison.isAlone[c] === 1) ? 0 : found;
  }

  #compare(b: number, c: number): -1 | 0 | 1 {
    const { base, comparison } = this.#pairs;
    const [before, after] = [base.line[b] as number, comparison.line[c] as number];
    if (before === 0 || after === 0) return 0;
    const anchors = this.#anchorsOf(placeOf(base, b), placeOf(comparison, c));
    const { length } = anchors.base;
    if (length === 0) return 0;
    const above = lastBefore(anchors.base, before);
    const shift = (at: number): number => (anchors.comparison[at] as number) - (anchors.base[at] as number);
    const from = above >= 0 ? shift(above) : Number.NaN;
    const until = above + 1 < length ? shift(above + 1) : Number.NaN;
    const moved = after - before;
    if (from === until) return moved === from ? 1 : -1;
    // Something between the two has changed: it stands at either's distance, or somewhere between them.
    const isBelow = above < 0 || after >= (anchors.comparison[above] as number);
    const isAbove = above + 1 >= length || after <= (anchors.comparison[above + 1] as number);
    if (!isBelow || !isAbove) return -1;
    return moved === from || moved === until ? 1 : 0;
  }

  #anchorsOf(place: string, other: string): Anchors {
    const key = `${place}\n${other}`;
    const known = this.#anchors.get(key);
    if (known !== undefined) return known;
    const anchors = this.#find(place, other);
    this.#anchors.set(key, anchors);
    return anchors;
  }

  #find(place: string, other: string): Anchors {
    const { base, comparison, to } = this.#pairs;
    const ids = (base.places.get(place) ?? []).filter((id) => {
      const c = to[id] as number;
      return c >= 0 && placeOf(comparison, c) === other && base.line[id] !== 0 && comparison.line[c] !== 0;
    });
    const before = ids.map((id) => base.line[id] as number);
    // A minified file: lines say nothing.
    if (new Set(before).size * 2 < before.length) return { base: [], comparison: [] };
    const after = ids.map((id) => comparison.line[to[id] as number] as number);
    const kept = rising(after);
    return { base: kept.map((at) => before[at] as number), comparison: kept.map((at) => after[at] as number) };
  }
}

/** The index of the last value that is at most `limit`; -1 where there is none. */
function lastBefore(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
