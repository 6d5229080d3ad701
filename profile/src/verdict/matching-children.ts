import { Lines } from './matching-lines.js';
import { dice, wordsOf } from './matching-names.js';
import type { Pairs } from './matching-pairs.js';
import { rising } from './matching-rising.js';
import { type Edges, placeOf, type Side } from './matching-side.js';

/** Least that two functions must have in common of their callers, and of what they call, where either is known. */
const LEAST_IN_COMMON = 0.5;

/**
 * Functions that one and the same function calls: what is between the longest common sequence of those that are pairs
 * is paired where it is as many on both sides, or stands at the same place.
 */
export function matchChildren(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const lines = new Lines(pairs);
  const follows = followers(pairs);
  for (let b = 0; b <= base.root; b++) {
    const c = pairs.to[b] as number;
    if (c === -1) continue;
    const free = calleesByPlace(comparison, c, (id) => pairs.from[id] === -1);
    if (free.size === 0) continue;
    for (const [place, left] of calleesByPlace(base, b, (id) => pairs.to[id] === -1)) {
      const other = follows.get(place) ?? place;
      const right = free.get(other);
      if (right !== undefined) matchBetween(pairs, lines, { caller: b, place, other }, left, right);
    }
  }
}

interface Parents {
  /** In the base. */
  readonly caller: number;
  readonly place: string;
  readonly other: string;
}

function matchBetween(
  pairs: Pairs,
  lines: Lines,
  { caller, place, other }: Parents,
  left: readonly number[],
  right: readonly number[],
): void {
  const { base, comparison } = pairs;
  const inOrder = (side: Side, ids: readonly number[]) => [...ids].sort((x, y) => begin(side, x) - begin(side, y));
  const anchors = neighbours(base.callees, caller).filter((id) => {
    const to = pairs.to[id] as number;
    return id < base.root && to >= 0 && placeOf(base, id) === place && placeOf(comparison, to) === other;
  });
  const sorted = inOrder(base, anchors);
  const kept = rising(sorted.map((id) => begin(comparison, pairs.to[id] as number))).map((at) => sorted[at] as number);
  const limitsBefore = kept.map((id) => begin(base, id));
  const limitsAfter = kept.map((id) => begin(comparison, pairs.to[id] as number));
  const before = cutAt(base, inOrder(base, left), limitsBefore);
  const after = cutAt(comparison, inOrder(comparison, right), limitsAfter);
  for (const [gap, ids] of before.entries()) {
    const others = after[gap] as number[];
    for (const [at, id] of ids.entries()) {
      if (pairs.to[id] !== -1) continue;
      const facing = ids.length === others.length ? others[at] : undefined;
      const there = others.filter((one) => pairs.free(id, one) && lines.agree(id, one) === 1);
      const match = there.length === 1 ? there[0] : facing;
      if (match !== undefined && pairs.free(id, match) && isPlausible(pairs, lines, id, match))
        pairs.add(id, match, 'children');
    }
  }
}

/** Something must speak for it, and nothing against it: what was merely not sampled has no counterpart. */
function isPlausible(pairs: Pairs, lines: Lines, b: number, c: number): boolean {
  const { base, comparison } = pairs;
  const line = lines.agree(b, c);
  const callees = pairs.calleesInCommon(b, c);
  const callers = pairs.callersInCommon(b, c);
  if (line === -1 || callees < LEAST_IN_COMMON || callers < LEAST_IN_COMMON) return false;
  const names = dice(wordsOf(base.name[b] as string), wordsOf(comparison.name[c] as string));
  return line === 1 || callees >= LEAST_IN_COMMON || names >= 0.5;
}

/** By file of the base: the file of the comparison that most of its functions are in. */
export function followers({ base, comparison, to }: Pairs): Map<string, string> {
  const follows = new Map<string, string>();
  for (const [place, ids] of base.places) {
    const counts = new Map<string, number>();
    let [first, most] = ['', 0];
    for (const id of ids) {
      const c = to[id] as number;
      if (c === -1) continue;
      const other = placeOf(comparison, c);
      const count = (counts.get(other) ?? 0) + 1;
      counts.set(other, count);
      if (count > most) [first, most] = [other, count];
    }
    if (most > 0) follows.set(place, first);
  }
  return follows;
}

function calleesByPlace(side: Side, id: number, isWanted: (id: number) => boolean): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const callee of neighbours(side.callees, id)) {
    if (callee === side.root || !isWanted(callee)) continue;
    const place = placeOf(side, callee);
    const known = found.get(place);
    if (known === undefined) found.set(place, [callee]);
    else known.push(callee);
  }
  return found;
}

export function neighbours({ start, other }: Edges, id: number): number[] {
  return Array.from(other.subarray(start[id], start[id + 1]));
}

/** Where a function begins in its file, as one number. */
function begin(side: Side, id: number): number {
  return (side.line[id] as number) + Math.min(0.999_999, (side.column[id] as number) * 1e-6);
}

/** What comes before the first limit, between each two, and after the last. */
function cutAt(side: Side, ids: readonly number[], limits: readonly number[]): number[][] {
  const gaps: number[][] = Array.from({ length: limits.length + 1 }, () => []);
  let gap = 0;
  for (const id of ids) {
    while (gap < limits.length && begin(side, id) > (limits[gap] as number)) gap++;
    gaps[gap]?.push(id);
  }
  return gaps;
}
