import { numberApart } from '../identity.js';
import type { Stacks } from '../types.js';
import { matchByKey } from './by-key.js';
import { JoinedTrie } from './joined-trie.js';
import type { FunctionMatcher, FunctionRef } from './types.js';

/**
 * The stacks of several sides over one another: one call tree of functions, whatever their lines and versions.
 *
 * Invariants: node 0 is the root with parent -1 and function -1; `parent[node] < node`.
 */
export interface JoinedStacks {
  readonly parent: Int32Array;
  /** A number of `functions`; -1 for the root. */
  readonly function: Int32Array;
  readonly functions: readonly JoinedFunction[];
  /** By side: the joined node of each of its nodes. */
  readonly nodeOf: readonly Int32Array[];
}

export interface JoinedFunction {
  /** As the comparison names it, or the base where only that has it. */
  readonly ref: FunctionRef;
  /** As the base names it; null where it does not have it. */
  readonly base: FunctionRef | null;
  readonly matched: string;
}

/** Joins sides; the functions of each are matched with those of the first. */
export function joinStacks(sides: readonly Stacks[], match: FunctionMatcher = matchByKey): JoinedStacks {
  const [first] = sides;
  if (first === undefined) throw new RangeError('there are no stacks to join');
  const functions: JoinedFunction[] = [];
  const firstNumbers = numberFunctions(first, null, functions);
  const most = [...new Set(sides)].reduce((sum, { table }) => sum + table.parent.length, 0);
  const trie = new JoinedTrie(most);
  const joinedBefore = new Map<Stacks, Int32Array>();
  const nodeOf = sides.map((side, at) => {
    const before = joinedBefore.get(side);
    if (before !== undefined) return before;
    const numbers = numbersOf(side, at === 1);
    const { table, frames } = side;
    const nodes = new Int32Array(table.parent.length);
    for (let node = 1; node < nodes.length; node++) {
      const number = numbers[frames.function[table.frame[node] as number] as number] as number;
      nodes[node] = trie.child(nodes[table.parent[node] as number] as number, number);
    }
    joinedBefore.set(side, nodes);
    return nodes;
  });
  return { ...trie.columns(), functions, nodeOf };

  function numbersOf(side: Stacks, names: boolean): Int32Array {
    if (side === first) return firstNumbers;
    return numberFunctions(side, { matches: match(first as Stacks, side), numbers: firstNumbers, names }, functions);
  }
}

interface Matched {
  readonly matches: ReturnType<FunctionMatcher>;
  readonly numbers: Int32Array;
  /** Whether functions are called as this side calls them. */
  readonly names: boolean;
}

/** The number of each function id of a side, adding those it does not share. */
function numberFunctions(
  { functions: table }: Stacks,
  matched: Matched | null,
  functions: JoinedFunction[],
): Int32Array {
  const apart = numberApart(table);
  const own = new Map<number, number>();
  return Int32Array.from(apart, (key, id) => {
    const ref = {
      name: table.name[id] as string,
      file: table.file[id] as string,
      package: table.package[id] as string,
    };
    const match = matched?.matches[id] ?? null;
    if (match !== null) {
      const number = matched?.numbers[match.base] as number;
      if (matched?.names) functions[number] = { ref, base: functions[number]?.base ?? null, matched: match.how };
      return number;
    }
    let number = own.get(key);
    if (number === undefined) {
      number = functions.push({ ref, base: matched === null ? ref : null, matched: '' }) - 1;
      own.set(key, number);
    }
    return number;
  });
}
