/** The rows of a change table where functions are known to be one under two names. Pure. */
import type { DiffRow } from './api.js';
import { byChange, kindOf } from './diff.js';
import type { FunctionRef, MatchedFunction } from './verdict/types.js';

/** A function of both sides; `match` where it has another name, file or package in each. */
export interface ChangeRow extends DiffRow {
  readonly match: MatchedFunction | null;
}

/**
 * What is known to be one function becomes one row, as the comparison calls it: what is matched is neither new nor gone.
 * Functions that both sides have under their own name stay as they are, and so do those whose name, file and package are also
 * another's, as of the functions without a name in one file: nobody knows which of them is meant. In the order of `changes`.
 */
export function joinMatched(rows: readonly DiffRow[], matches: readonly MatchedFunction[]): readonly ChangeRow[] {
  const matchOf = onlyOnes(matches, ({ comparison }) => keyOfFunction(comparison));
  const rowOf = onlyOnes(rows, keyOfRow);
  const used = new Set<DiffRow>();
  const joined = rows.map((row): ChangeRow => {
    const key = keyOfRow(row);
    const match = row.kind === 'new' && rowOf.get(key) === row ? matchOf.get(key) : undefined;
    const before = match && rowOf.get(keyOfFunction(match.base));
    if (!match || before?.kind !== 'gone' || used.has(before)) return { ...row, match: null };
    used.add(before);
    const { baseSelf, baseTotal } = before;
    return { ...row, baseSelf, baseTotal, kind: kindOf({ ...row, baseSelf, baseTotal }), match };
  });
  return joined.filter((_, at) => !used.has(rows[at] as DiffRow)).sort(byChange);
}

/** By key, without those that share one. */
function onlyOnes<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T> {
  const found = new Map<string, T | null>();
  for (const one of all) found.set(keyOf(one), found.has(keyOf(one)) ? null : one);
  return new Map([...found].filter((entry): entry is [string, T] => entry[1] !== null));
}

function keyOfRow({ function: name, file, package: from }: DiffRow): string {
  return keyOf(name, file, from);
}

function keyOfFunction({ name, file, package: from }: FunctionRef): string {
  return keyOf(name, file, from);
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
