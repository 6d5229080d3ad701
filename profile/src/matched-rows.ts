/** The rows of a change table where functions are known to be one under two names. Pure. */
import type { DiffRow } from './api.js';
import type { FunctionRef, MatchedFunction } from './verdict/types.js';

/** A function of both sides; `match` where it has another name, file or package in each. */
export interface ChangeRow extends DiffRow {
  readonly match: MatchedFunction | null;
}

/**
 * What is known to be one function becomes one row, as the comparison calls it: what is matched is neither new nor gone.
 * Functions that both sides have under their own name stay as they are.
 */
export function joinMatched(rows: readonly DiffRow[], matches: readonly MatchedFunction[]): readonly ChangeRow[] {
  const keyOfRow = (row: DiffRow) => keyOf(row.function, row.file, row.package);
  const keyOfFunction = ({ name, file, package: from }: FunctionRef) => keyOf(name, file, from);
  const matchOf = new Map(matches.map((match) => [keyOfFunction(match.comparison), match]));
  const gone = new Map(rows.filter(({ kind }) => kind === 'gone').map((row) => [keyOfRow(row), row]));
  const joined = rows.map((row): ChangeRow => {
    const match = row.kind === 'new' ? matchOf.get(keyOfRow(row)) : undefined;
    const before = match && gone.get(keyOfFunction(match.base));
    if (!match || !before) return { ...row, match: null };
    gone.delete(keyOfFunction(match.base));
    const { baseSelf, baseTotal } = before;
    const change = row.self - baseSelf;
    return { ...row, baseSelf, baseTotal, kind: change > 0 ? 'grew' : change < 0 ? 'shrank' : 'same', match };
  });
  return joined.filter((row) => row.kind !== 'gone' || gone.has(keyOfRow(row)));
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
