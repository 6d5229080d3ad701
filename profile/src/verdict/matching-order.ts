import { groupsOf } from './matching-keys.js';
import { Lines } from './matching-lines.js';
import type { MatchReason, Pairs } from './matching-pairs.js';
import type { Side } from './matching-side.js';

/** Larger groups are paired by where they begin, and by ordinal. */
const MOST_COMPARED = 40_000;
const CLEARLY = 0.25;

/** Functions of one key: anonymous ones, callbacks of one kind, a getter and a setter. */
export function matchOrder(pairs: Pairs): void {
  const { base, comparison } = pairs;
  const lines = new Lines(pairs);
  const groups = groupsOf(comparison, (id) => (pairs.from[id] === -1 ? (comparison.key[id] as string) : null));
  for (const [key, before] of groupsOf(base, (id) => (pairs.to[id] === -1 ? (base.key[id] as string) : null))) {
    const after = groups.get(key);
    if (after !== undefined) alignGroups(pairs, lines, before, after, 'order');
  }
}

/**
 * Pairs two groups in their order so that they agree best: in where they stand, in whom they call and in their
 * ordinals. One that was added or was not sampled has no counterpart then, and does not shift all others.
 *
 * @param before functions of the base in the order in which they begin, and `after` of the comparison; all of them free.
 */
export function alignGroups(
  pairs: Pairs,
  lines: Lines,
  before: readonly number[],
  after: readonly number[],
  reason: MatchReason,
): void {
  const [rows, columns] = [before.length, after.length];
  if (rows * columns > MOST_COMPARED) {
    pairByOrdinal(pairs, before, after, reason);
    return;
  }
  const gain = new Float64Array(rows * columns);
  const best = new Float64Array((rows + 1) * (columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    const isEither = rows === columns ? () => false : undecided(pairs, lines, before[i] as number, after);
    for (let j = columns - 1; j >= 0; j--) {
      const own = isEither(after[j] as number)
        ? 0
        : gainOf(pairs, lines, before[i] as number, after[j] as number, rows === columns && i === j);
      gain[i * columns + j] = own;
      const skip = Math.max(best[(i + 1) * (columns + 1) + j] as number, best[i * (columns + 1) + j + 1] as number);
      const take = own + (best[(i + 1) * (columns + 1) + j + 1] as number);
      best[i * (columns + 1) + j] = own > 0 ? Math.max(skip, take) : skip;
    }
  }
  let [i, j] = [0, 0];
  while (i < rows && j < columns) {
    const here = best[i * (columns + 1) + j] as number;
    const own = gain[i * columns + j] as number;
    if (own > 0 && here === own + (best[(i + 1) * (columns + 1) + j + 1] as number)) {
      add(pairs, before[i] as number, after[j] as number, reason);
      i++;
      j++;
    } else if (here === best[(i + 1) * (columns + 1) + j]) i++;
    else j++;
  }
}

/**
 * Of several that stand where one stood, where something was put in between: all of them, unless one calls what it
 * called more than the others do. To guess would be wrong as often as right.
 */
function undecided(pairs: Pairs, lines: Lines, b: number, after: readonly number[]): (c: number) => boolean {
  const there = after.filter((c) => lines.agree(b, c) === 1);
  if (there.length < 2) return () => false;
  const common = there.map((c) => pairs.calleesInCommon(b, c) || 0).sort((x, y) => y - x);
  const isClear = (common[0] as number) - (common[1] as number) >= CLEARLY;
  return (c) => !isClear && there.includes(c);
}

/** How much speaks for a pair of one group; not above 0 where more speaks against it. */
function gainOf(pairs: Pairs, lines: Lines, b: number, c: number, inOrder: boolean): number {
  const { base, comparison } = pairs;
  const callees = pairs.calleesInCommon(b, c);
  const callers = pairs.callersInCommon(b, c);
  const isNumbered = base.ordinal[b] !== 1 || comparison.ordinal[c] !== 1;
  const stays = base.line[b] !== 0 && base.line[b] === comparison.line[c] && base.column[b] === comparison.column[c];
  const sameOrdinal = isNumbered ? base.ordinal[b] === comparison.ordinal[c] : inOrder;
  const line = lines.agree(b, c);
  // An ordinal stays the same when functions change their order, and their lines do not.
  const lineGain = line === -1 && isNumbered && sameOrdinal ? -0.1 : 0.5 * line;
  return (
    0.05 +
    lineGain +
    (Number.isNaN(callees) ? 0 : 0.5 * (callees - 0.4)) +
    (Number.isNaN(callers) ? 0 : 0.25 * (callers - 0.4)) +
    (sameOrdinal ? 0.15 : isNumbered ? -0.2 : 0) +
    (stays ? 0.3 : 0)
  );
}

function pairByOrdinal(pairs: Pairs, before: readonly number[], after: readonly number[], reason: MatchReason): void {
  const { base, comparison } = pairs;
  const positionOf = (side: Side, id: number) => `${side.line[id]}:${side.column[id]}`;
  const there = byPosition(after, (c) => (comparison.line[c] === 0 ? null : positionOf(comparison, c)));
  for (const [position, b] of byPosition(before, (b) => (base.line[b] === 0 ? null : positionOf(base, b)))) {
    const c = there.get(position);
    if (c !== undefined && pairs.free(b, c)) add(pairs, b, c, reason);
  }
  const byOrdinal = new Map(after.map((c) => [comparison.ordinal[c], c]));
  if (byOrdinal.size < after.length) return;
  for (const b of before) {
    const c = byOrdinal.get(base.ordinal[b]);
    if (c !== undefined && pairs.free(b, c)) add(pairs, b, c, reason);
  }
}

/** Those of which only one begins where it does. */
function byPosition(ids: readonly number[], positionOf: (id: number) => string | null): Map<string, number> {
  const found = new Map<string, number[]>();
  for (const id of ids) {
    const position = positionOf(id);
    if (position !== null) found.set(position, [...(found.get(position) ?? []), id]);
  }
  return new Map([...found].flatMap(([position, some]) => (some.length === 1 ? [[position, some[0] as number]] : [])));
}

function add(pairs: Pairs, b: number, c: number, reason: MatchReason): void {
  const { base, comparison } = pairs;
  const isKey = base.ordinal[b] !== 1 && base.ordinal[b] === comparison.ordinal[c];
  if (reason === 'order' && isKey) pairs.add(b, c, 'key', 1);
  else pairs.add(b, c, reason);
}
