import { ANONYMOUS } from '../identity.js';
import type { Pairs } from './matching-pairs.js';
import type { Side } from './matching-side.js';

/** Functions by something that they share. */
export type Groups = ReadonlyMap<string, readonly number[]>;

/** Groups of the functions for which `keyOf` has a key, in the order in which they begin. */
export function groupsOf(side: Side, keyOf: (id: number) => string | null): Groups {
  const groups = new Map<string, number[]>();
  for (const ids of side.places.values()) {
    for (const id of ids) {
      const key = keyOf(id);
      if (key === null) continue;
      const known = groups.get(key);
      if (known === undefined) groups.set(key, [id]);
      else known.push(id);
    }
  }
  return groups;
}

/** Equal package, file and name, where only one function has them; of several the one whose name is equal to the letter. */
export function matchKeys(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const groups = groupsOf(comparison, (id) => comparison.key[id] as string);
  for (const [key, before] of groupsOf(base, (id) => base.key[id] as string)) {
    const after = groups.get(key);
    if (after === undefined || base.name[before[0] as number] === ANONYMOUS) continue;
    if (isNumbered(base, before) || isNumbered(comparison, after)) continue;
    for (const b of before) {
      const equal = after.filter((c) => comparison.rawName[c] === base.rawName[b]);
      const others = before.filter((other) => base.rawName[other] === base.rawName[b]);
      if (equal.length === 1 && others.length === 1) pairs.add(b, equal[0] as number, 'key', 1);
    }
    const left = before.filter((b) => pairs.to[b] === -1);
    const free = after.filter((c) => pairs.from[c] === -1);
    if (left.length === 1 && free.length === 1) pairs.add(left[0] as number, free[0] as number, 'key', 1);
  }
}

/** Equal fingerprints, where only one function has them, or only one of that name. */
export function matchFingerprints(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const finger = (side: Side, taken: Int32Array) => (id: number) => (taken[id] === -1 && side.fingerprint[id]) || null;
  const groups = groupsOf(comparison, finger(comparison, pairs.from));
  for (const [key, before] of groupsOf(base, finger(base, pairs.to))) {
    const after = groups.get(key) ?? [];
    for (const b of before) {
      const like = before.length * after.length === 1 ? after : after.filter((c) => sameName(pairs, b, c));
      const rivals = like.length === 1 ? before.filter((other) => sameName(pairs, other, like[0] as number)) : [];
      const isOnly = before.length * after.length === 1 || rivals.length === 1;
      if (like.length === 1 && isOnly) pairs.add(b, like[0] as number, 'fingerprint', 1);
    }
  }
}

function sameName({ base, comparison }: Pairs, b: number, c: number): boolean {
  return base.rawName[b] === comparison.rawName[c];
}

function isNumbered(side: Side, ids: readonly number[]): boolean {
  return ids.some((id) => side.ordinal[id] !== 1);
}
