import { dice, editSimilarity, wordsOf } from './matching-names.js';
import type { Edges, Side } from './matching-side.js';

/** How a match was made: see `matchFunctions`. */
export type MatchReason = 'key' | 'fingerprint' | 'order' | 'name' | 'file' | 'lexical' | 'children' | 'score';

/** What two functions have in common, each 0 to 1; NaN where there is nothing to compare. */
export interface Likeness {
  readonly words: number;
  readonly callees: number;
  readonly callers: number;
  readonly spelling: number;
  /** All of these, weighted; what cannot be compared does not count. */
  readonly score: number;
}

/** Least weighted score of functions that nothing else says are one. */
export const LEAST_SCORE = 0.7;

/** The pairs found so far. Grows only: the stages come in the order of how sure they are. */
export class Pairs {
  /** By base function: the comparison's; -1 while there is none. The roots are a pair. */
  readonly to: Int32Array;
  /** By comparison function: the base's. */
  readonly from: Int32Array;
  readonly reason: (MatchReason | null)[];
  readonly score: Float64Array;
  /** How many. */
  count = 0;
  readonly #stamp: Int32Array;
  #stamps = 0;
  readonly #words = { base: [] as string[][], comparison: [] as string[][] };

  constructor(
    readonly base: Side,
    readonly comparison: Side,
  ) {
    this.to = new Int32Array(base.root + 1).fill(-1);
    this.from = new Int32Array(comparison.root + 1).fill(-1);
    this.to[base.root] = comparison.root;
    this.from[comparison.root] = base.root;
    this.reason = new Array(base.root).fill(null);
    this.score = new Float64Array(base.root);
    this.#stamp = new Int32Array(comparison.root + 1);
  }

  /** Whether neither has another yet. */
  free(b: number, c: number): boolean {
    return this.to[b] === -1 && this.from[c] === -1;
  }

  add(b: number, c: number, reason: MatchReason, score = this.likeness(b, c).score): void {
    this.to[b] = c;
    this.from[c] = b;
    this.reason[b] = reason;
    this.score[b] = score;
    this.count++;
  }

  /** By weights .4 words of name and path, .3 callees, .2 callers, .1 spelling of the name. */
  likeness(b: number, c: number): Likeness {
    const words = dice(this.#wordsOf('base', b), this.#wordsOf('comparison', c));
    const callees = this.overlap(this.base.callees, b, this.comparison.callees, c);
    const callers = this.overlap(this.base.callers, b, this.comparison.callers, c);
    const spelling = editSimilarity(this.base.name[b] as string, this.comparison.name[c] as string);
    let [sum, weights] = [0.4 * words + 0.1 * spelling, 0.5];
    if (!Number.isNaN(callees)) [sum, weights] = [sum + 0.3 * callees, weights + 0.3];
    if (!Number.isNaN(callers)) [sum, weights] = [sum + 0.2 * callers, weights + 0.2];
    return { words, callees, callers, spelling, score: sum / weights };
  }

  calleesInCommon(b: number, c: number): number {
    return this.overlap(this.base.callees, b, this.comparison.callees, c);
  }

  callersInCommon(b: number, c: number): number {
    return this.overlap(this.base.callers, b, this.comparison.callers, c);
  }

  /** Jaccard's index of the neighbours that are in pairs; NaN where one side has none. */
  private overlap(ofBase: Edges, b: number, ofComparison: Edges, c: number): number {
    const stamp = ++this.#stamps;
    let [base, comparison, common] = [0, 0, 0];
    for (let at = ofBase.start[b] as number; at < (ofBase.start[b + 1] as number); at++) {
      const to = this.to[ofBase.other[at] as number] as number;
      if (to === -1) continue;
      this.#stamp[to] = stamp;
      base++;
    }
    for (let at = ofComparison.start[c] as number; at < (ofComparison.start[c + 1] as number); at++) {
      const other = ofComparison.other[at] as number;
      if (this.from[other] === -1) continue;
      comparison++;
      if (this.#stamp[other] === stamp) common++;
    }
    return base === 0 || comparison === 0 ? Number.NaN : common / (base + comparison - common);
  }

  #wordsOf(which: 'base' | 'comparison', id: number): string[] {
    const known = this.#words[which][id];
    if (known !== undefined) return known;
    const side = this[which];
    const words = [...wordsOf(side.name[id] as string), ...wordsOf(side.file[id] as string)];
    this.#words[which][id] = words;
    return words;
  }
}
