import { ANONYMOUS } from '../identity.js';
import { groupsOf } from './matching-keys.js';
import { Lines } from './matching-lines.js';
import { dice, wordsOf } from './matching-names.js';
import { alignGroups } from './matching-order.js';
import type { Pairs } from './matching-pairs.js';
import { placeOf, type Side } from './matching-side.js';

/** How many functions must have gone from one file to another, the one in question included. */
const LEAST_VOTES = 1.5;
const OWNED = ' > ';
/** Least that the paths of two files have in common where they may be one. */
const ALIKE = 0.5;

/** The only functions of their name in their package, on both sides. */
export function matchNames(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const named = groupsOf(comparison, (id) => nameKey(comparison, id));
  const moves: [b: number, c: number][] = [];
  /** By both files: how many seem to have moved so. */
  const together = new Map<string, number>();
  for (const [key, before] of groupsOf(base, (id) => nameKey(base, id))) {
    const after = named.get(key);
    if (before.length !== 1 || after?.length !== 1) continue;
    const [b, c] = [before[0] as number, after[0] as number];
    if (!pairs.free(b, c)) continue;
    moves.push([b, c]);
    const move = moveOf(pairs, b, c);
    together.set(move, (together.get(move) ?? 0) + 1);
  }
  for (const [b, c] of moves) {
    const isOne = (together.get(moveOf(pairs, b, c)) as number) > 1 || alikeFiles(pairs, b, c);
    if (canHaveMoved(pairs, b, c, isOne)) pairs.add(b, c, 'name');
  }
}

function moveOf({ base, comparison }: Pairs, b: number, c: number): string {
  return `${placeOf(base, b)}\n${placeOf(comparison, c)}`;
}

function alikeFiles({ base, comparison }: Pairs, b: number, c: number): boolean {
  return dice(wordsOf(base.file[b] as string), wordsOf(comparison.file[c] as string)) >= ALIKE;
}

/** Functions of one name in files of which one took over from the other, which may have been split or merged. */
export function matchFiles(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const before = byPlace(base, (id) => pairs.to[id] === -1);
  const after = byPlace(comparison, (id) => pairs.from[id] === -1);
  const votes = votesOf(pairs, before, after);
  const lines = new Lines(pairs);
  for (const [key, places] of before) {
    const others = after.get(key);
    if (others === undefined) continue;
    for (const [place, ids] of places) {
      const to = clearlyFirst([...others.keys()], (other) => votes.get(`${place}\n${other}`) ?? 0);
      if (to === undefined) continue;
      const back = clearlyFirst([...places.keys()], (one) => votes.get(`${one}\n${to}`) ?? 0);
      const free = (others.get(to) ?? []).filter((c) => pairs.from[c] === -1);
      const left = ids.filter((b) => pairs.to[b] === -1 && free.some((c) => canHaveMoved(pairs, b, c, true)));
      if (back === place) alignGroups(pairs, lines, left, free, 'file');
    }
  }
}

/** Callbacks of one kind in functions that are a pair: `listen > app.get callback` where `listen` is `serve` now. */
export function matchLexical(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const lines = new Lines(pairs);
  const [ownerBefore, ownerAfter] = [ownersOf(base), ownersOf(comparison)];
  const owned = (side: Side, id: number, owner: number): string | null =>
    owner === -1 ? null : `${owner}\0${(side.name[id] as string).slice(cut(side, id))}`;
  const after = groupsOf(comparison, (id) =>
    pairs.from[id] === -1 ? owned(comparison, id, ownerAfter[id] as number) : null,
  );
  const before = groupsOf(base, (id) => {
    const owner = ownerBefore[id] as number;
    return pairs.to[id] === -1 && owner !== -1 ? owned(base, id, pairs.to[owner] as number) : null;
  });
  for (const [key, ids] of before) {
    const others = after.get(key);
    if (others !== undefined) alignGroups(pairs, lines, ids, others, 'lexical');
  }
}

/**
 * Whether nothing speaks against a function having moved: a file that is gone or new, or neighbours in common. Else
 * they are two, one of which was not sampled before and the other is not sampled any more.
 *
 * @param isOne whether the files seem to be one that was moved.
 */
function canHaveMoved(pairs: Pairs, b: number, c: number, isOne: boolean): boolean {
  const { base, comparison } = pairs;
  const isGone = !comparison.places.has(placeOf(base, b));
  const isNew = !base.places.has(placeOf(comparison, c));
  const common = [pairs.calleesInCommon(b, c), pairs.callersInCommon(b, c)].filter((each) => !Number.isNaN(each));
  const most = Math.max(...common);
  if (isGone && isNew && isOne) return most !== 0;
  return isGone || isNew ? most > 0 : most >= 0.5;
}

function nameKey(side: Side, id: number): string | null {
  return side.name[id] === ANONYMOUS ? null : `${side.package[id]}\0${side.name[id]}`;
}

type ByPlace = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

/** Functions by package and name, then by file. */
function byPlace(side: Side, isWanted: (id: number) => boolean): ByPlace {
  const found = new Map<string, Map<string, number[]>>();
  for (const [place, ids] of side.places) {
    for (const id of ids) {
      if (!isWanted(id)) continue;
      const key = `${side.package[id]}\0${side.name[id]}`;
      const places = found.get(key) ?? new Map<string, number[]>();
      found.set(key, places);
      places.set(place, [...(places.get(place) ?? []), id]);
    }
  }
  return found;
}

/** By `from\nto`: how many functions seem to have moved so; one that may have moved to several files counts a part. */
function votesOf({ base, comparison, to }: Pairs, before: ByPlace, after: ByPlace): Map<string, number> {
  const votes = new Map<string, number>();
  const vote = (from: string, other: string, weight: number): void => {
    if (from !== other) votes.set(`${from}\n${other}`, (votes.get(`${from}\n${other}`) ?? 0) + weight);
  };
  for (let b = 0; b < base.root; b++) {
    const c = to[b] as number;
    if (c >= 0) vote(placeOf(base, b), placeOf(comparison, c), 1);
  }
  for (const [key, places] of before) {
    const others = after.get(key);
    if (others === undefined || places.size * others.size > 64) continue;
    for (const place of places.keys()) for (const other of others.keys()) vote(place, other, 1 / others.size);
  }
  return votes;
}

function clearlyFirst(places: readonly string[], votesFor: (place: string) => number): string | undefined {
  let [first, most, second] = [undefined as string | undefined, 0, 0];
  for (const place of places) {
    const votes = votesFor(place);
    if (votes > most) [first, most, second] = [place, votes, most];
    else second = Math.max(second, votes);
  }
  return most >= LEAST_VOTES && most >= 2 * second ? first : undefined;
}

/** By function: the one of its file that the text before its last ` > ` names; -1 where there is not exactly one. */
function ownersOf(side: Side): Int32Array {
  const owners = new Int32Array(side.root).fill(-1);
  for (const ids of side.places.values()) {
    const named = new Map<string, number>();
    for (const id of ids) {
      const name = side.name[id] as string;
      named.set(name, named.has(name) ? -1 : id);
    }
    for (const id of ids) {
      const end = cut(side, id);
      if (end === 0) continue;
      const owner = (side.name[id] as string).slice(0, end);
      owners[id] = named.get(owner) ?? named.get(owner.slice(owner.lastIndexOf('.') + 1)) ?? -1;
    }
  }
  return owners;
}

/** Where the owner ends in a function's name; 0 where it has none. */
function cut(side: Side, id: number): number {
  return Math.max(0, (side.name[id] as string).lastIndexOf(OWNED));
}
