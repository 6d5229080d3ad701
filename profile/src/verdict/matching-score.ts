import { followers, neighbours } from './matching-children.js';
import { Lines } from './matching-lines.js';
import { wordsOf } from './matching-names.js';
import { LEAST_SCORE, type Pairs } from './matching-pairs.js';
import { type Edges, placeOf, type Side } from './matching-side.js';

/** By how much the best must be better than the next. */
const LEAST_MARGIN = 0.15;
const MOST_CANDIDATES = 200;
/** What so many call, or calls so many, says nothing about any of them. */
const MOST_NEIGHBOURS = 2_000;

interface Candidate {
  readonly b: number;
  readonly c: number;
  readonly score: number;
}

/** The best and the next score of a function. */
interface Rank {
  first: Candidate | undefined;
  second: Candidate | undefined;
}

/** Functions that are alike by weighted score, and clearly more than any other is to either. */
export function matchScores(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const lines = new Lines(pairs);
  const follows = followers(pairs);
  const freeAt = new Map<string, number[]>();
  for (const [place, ids] of comparison.places) {
    const free = ids.filter((id) => pairs.from[id] === -1);
    if (free.length > 0) freeAt.set(place, free);
  }
  const [byBase, byComparison] = [new Map<number, Rank>(), new Map<number, Rank>()];
  for (let b = 0; b < base.root; b++) {
    if (pairs.to[b] !== -1 || base.lead[b] !== b) continue;
    const place = placeOf(base, b);
    for (const c of candidatesOf(pairs, b, freeAt.get(follows.get(place) ?? place) ?? [])) {
      const candidate = { b, c, score: scoreOf(pairs, lines, b, c) };
      rank(byBase, b, candidate);
      rank(byComparison, c, candidate);
    }
  }
  for (const { first, second } of byBase.values()) {
    if (first === undefined || first.score < LEAST_SCORE) continue;
    const back = byComparison.get(first.c);
    if (back?.first !== first) continue;
    if (isClear(lines, first, second) && isClear(lines, first, back.second))
      pairs.add(first.b, first.c, 'score', first.score);
  }
}

/** By a margin; of two that are alike, the one that stands where the other stood. */
function isClear(lines: Lines, first: Candidate, second: Candidate | undefined): boolean {
  if (second === undefined || first.score - second.score >= LEAST_MARGIN) return true;
  return lines.agree(first.b, first.c) === 1 && lines.agree(second.b, second.c) !== 1;
}

/** 0 where something rules it out. */
function scoreOf(pairs: Pairs, lines: Lines, b: number, c: number): number {
  const { score, callees } = pairs.likeness(b, c);
  if (score < LEAST_SCORE - LEAST_MARGIN) return score;
  // Of a function that calls nothing, its name and its place are all there is.
  const isLeaf = Number.isNaN(callees);
  if (isLeaf && lines.agree(b, c) === -1) return 0;
  return isLeaf && numbersIn(pairs.base, b) !== numbersIn(pairs.comparison, c) ? 0 : score;
}

/** `readUInt8` and `readUInt16` are two. */
function numbersIn(side: Side, id: number): string {
  return wordsOf(side.name[id] as string)
    .filter((word) => /^\d/.test(word))
    .join();
}

/** Free functions that share a neighbour with `b`, and those of the file that took over from its own. */
function candidatesOf(pairs: Pairs, b: number, inFile: readonly number[]): Set<number> {
  const { base, comparison } = pairs;
  const found = new Set<number>(inFile.slice(0, MOST_CANDIDATES));
  const collect = (ofBase: Edges, ofComparison: Edges): void => {
    for (const neighbour of neighbours(ofBase, b)) {
      const to = pairs.to[neighbour] as number;
      if (to === -1) continue;
      const end = ofComparison.start[to + 1] as number;
      const begin = ofComparison.start[to] as number;
      if (end - begin > MOST_NEIGHBOURS) continue;
      for (let at = begin; at < end && found.size < 2 * MOST_CANDIDATES; at++) {
        const c = ofComparison.other[at] as number;
        if (c !== comparison.root && pairs.from[c] === -1) found.add(c);
      }
    }
  };
  collect(base.callees, comparison.callers);
  collect(base.callers, comparison.callees);
  return found;
}

function rank(ranks: Map<number, Rank>, id: number, candidate: Candidate): void {
  const known = ranks.get(id);
  if (known === undefined) ranks.set(id, { first: candidate, second: undefined });
  else if (candidate.score > (known.first?.score ?? -1)) {
    known.second = known.first;
    known.first = candidate;
  } else if (candidate.score > (known.second?.score ?? -1)) known.second = candidate;
}
