import type { Stacks } from '../types.js';
import { matchChildren } from './matching-children.js';
import { matchFingerprints, matchKeys } from './matching-keys.js';
import { matchFiles, matchLexical, matchNames } from './matching-moved.js';
import { matchOrder } from './matching-order.js';
import { type MatchReason, Pairs } from './matching-pairs.js';
import { matchScores } from './matching-score.js';
import { type MatchInput, sideOf } from './matching-side.js';

export type { MatchReason } from './matching-pairs.js';
export type { MatchInput } from './matching-side.js';

/** A function that has no counterpart. */
export interface Unmatched {
  readonly function: number;
  /** The nearest function above it that has one, in most of its stacks; -1 where that is the root. */
  readonly parent: number;
}

/** Which functions of two versions are the same. One-to-one, but for functions that a call tree does not tell apart. */
export interface FunctionMatches {
  /** By base function: the one of the comparison; -1 where there is none. */
  readonly comparisonOf: Int32Array;
  /** By comparison function: the one of the base; -1 where there is none. */
  readonly baseOf: Int32Array;
  /** By base function: how the match was made; null where there is none. */
  readonly reason: readonly (MatchReason | null)[];
  /** By base function: how alike the two are, 0 to 1; 1 for equal keys and fingerprints. */
  readonly score: Float64Array;
  readonly unmatched: { readonly base: readonly Unmatched[]; readonly comparison: readonly Unmatched[] };
}

/** What is found in one round is what the next one goes by. More find next to nothing. */
const MOST_ROUNDS = 6;

/**
 * Matches the functions of two versions. What they cost takes no part: that would hide what got slower.
 *
 * In the order of how sure they are, the reasons are
 * - `key`: equal package, file and name (without `async`, `get`, `bound`, ...);
 * - `fingerprint`: equal syntax, where that is known;
 * - `order`: of several of one key those that correspond best, in their order;
 * - `name`: the only ones of their name in their package, and nothing speaks against a move;
 * - `file`: equal names in two files between which other functions moved;
 * - `lexical`: the same callback of a function that is matched;
 * - `children`: called by a function that is matched, at the same place in the sequence of what it calls;
 * - `score`: names, callees and callers that are alike by 0.7, and by 0.15 more than those of any other.
 */
export function matchFunctions(base: MatchInput, comparison: MatchInput): FunctionMatches {
  const pairs = new Pairs(sideOf(base), sideOf(comparison));
  matchKeys(pairs);
  matchFingerprints(pairs);
  for (let round = 0, before = -1; round < MOST_ROUNDS && pairs.count > before; round++) {
    before = pairs.count;
    for (const stage of [matchOrder, matchNames, matchFiles, matchLexical, matchChildren, matchScores]) stage(pairs);
  }
  const { lead } = pairs.base;
  const comparisonOf = lead.map((first) => pairs.to[first] as number);
  const baseOf = pairs.comparison.lead.map((first) => pairs.from[first] as number);
  return {
    comparisonOf,
    baseOf,
    reason: Array.from(lead, (first) => pairs.reason[first] ?? null),
    score: Float64Array.from(lead, (first) => pairs.score[first] as number),
    unmatched: {
      base: unmatchedOf(base, lead, comparisonOf),
      comparison: unmatchedOf(comparison, pairs.comparison.lead, baseOf),
    },
  };
}

function unmatchedOf({ frames, table }: Stacks, lead: Int32Array, other: Int32Array): Unmatched[] {
  const functionAt = (node: number): number =>
    node === 0 ? -1 : (frames.function[table.frame[node] as number] as number);
  const nearest = new Int32Array(table.parent.length).fill(-1);
  const counts = new Map<number, Map<number, number>>();
  for (let node = 1; node < nearest.length; node++) {
    const above = table.parent[node] as number;
    const caller = functionAt(above);
    nearest[node] = caller >= 0 && other[caller] === -1 ? (nearest[above] as number) : caller;
    const id = lead[functionAt(node)] as number;
    if (other[id] !== -1) continue;
    const parents = counts.get(id) ?? new Map<number, number>();
    counts.set(id, parents);
    const parent = nearest[node] as number;
    parents.set(parent, (parents.get(parent) ?? 0) + 1);
  }
  const found: Unmatched[] = [];
  for (const [id, to] of other.entries()) {
    if (to !== -1 || lead[id] !== id) continue;
    let [parent, most] = [-1, 0];
    for (const [one, count] of counts.get(id) ?? []) if (count > most) [parent, most] = [one, count];
    found.push({ function: id, parent });
  }
  return found;
}
