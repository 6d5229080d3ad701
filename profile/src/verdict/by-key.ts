import { byPosition, functionKey, isAnonymous } from '../identity.js';
import type { FunctionTable, Stacks } from '../types.js';
import type { FunctionMatch } from './types.js';

/**
 * Matches functions of equal package, file and name. The anonymous ones of a file correspond by order, unless one side
 * has fewer of them and each begins where one of the other side does: then by position, as in a diff (pairing.ts).
 */
export function matchByKey(base: Stacks, comparison: Stacks): (FunctionMatch | null)[] {
  const [before, after] = [base.functions, comparison.functions];
  const matches: (FunctionMatch | null)[] = new Array(after.name.length).fill(null);
  const groups = groupsOf(before);
  for (const [key, theirs] of groupsOf(after)) {
    const ours = groups.get(key);
    if (ours === undefined) continue;
    if (!isAnonymous(after, theirs[0] as number)) {
      for (const id of theirs) matches[id] = { base: ours[0] as number, how: '' };
    } else if (ours.length === theirs.length || !byPlace(before, ours, after, theirs, matches)) {
      for (const [index, id] of theirs.entries()) {
        const base = ours[index];
        matches[id] = base === undefined ? null : { base, how: '' };
      }
    }
  }
  return matches;
}

/** Function ids by key, each list in the order of where they begin. */
function groupsOf(functions: FunctionTable): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (let id = 0; id < functions.name.length; id++) {
    const key = functionKey(functions, id);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [id]);
    else group.push(id);
  }
  for (const group of groups.values()) group.sort((a, b) => byPosition(functions, a, b));
  return groups;
}

/** False where not all of the smaller side begin where one of the other does. */
function byPlace(
  before: FunctionTable,
  ours: readonly number[],
  after: FunctionTable,
  theirs: readonly number[],
  matches: (FunctionMatch | null)[],
): boolean {
  const at = new Map(ours.map((id) => [place(before, id), id]));
  const found = theirs.map((id) => at.get(place(after, id)));
  if (found.filter((id) => id !== undefined).length < Math.min(ours.length, theirs.length)) return false;
  for (const [index, id] of theirs.entries()) {
    const base = found[index];
    matches[id] = base === undefined ? null : { base, how: '' };
  }
  return true;
}

function place(functions: FunctionTable, id: number): string {
  return `${functions.startLine[id]}:${functions.column[id]}`;
}
