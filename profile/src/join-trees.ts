import { isAnonymous, numberByKey } from './identity.js';
import { Interner } from './interner.js';
import { AnonymousPairing } from './pairing.js';
import { FunctionBuilder } from './tables.js';
import { childrenOf, totalsOf } from './tree.js';
import type { CallTree, FunctionTable } from './types.js';

/**
 * Two one-sided trees as one of two sides: 0 the base, 1 the comparison.
 *
 * Nodes become one where their functions have equal keys and equal ordinals (pairing.ts) under parents that became one.
 * The comparison's nodes keep their numbers; those of the base alone follow in their order.
 * Both trees must be whole: what was pruned on one side alone would look new or gone. Prune the result.
 */
export function joinTrees(base: CallTree, comparison: CallTree): CallTree {
  const first = comparison.parent.length;
  const merged = mergeFunctions(comparison.functions, base.functions);
  const { counterpart, ordinal: baseOrdinal } = counterparts(base, comparison);
  const size = counterpart.reduce((count, node) => count + Number(node < 0), first);

  const parent = new Int32Array(size);
  const functionOf = new Int32Array(size);
  const ordinal = new Int32Array(size);
  const comparisonSelf = new Float64Array(size);
  const baseSelf = new Float64Array(size);
  parent.set(comparison.parent);
  ordinal.set(comparison.ordinal);
  comparisonSelf.set(comparison.self[0] as Float64Array);
  functionOf[0] = -1;
  const inComparison = new Uint8Array(merged.functions.name.length);
  for (let node = 1; node < first; node++) {
    functionOf[node] = merged.first[comparison.function[node] as number] as number;
    inComparison[functionOf[node] as number] = 1;
  }

  const place = new Int32Array(base.parent.length);
  /** Where an anonymous function of the base alone is in the comparison, learnt from nodes that are paired. */
  const movedTo = new Int32Array(merged.functions.name.length).fill(-1);
  let next = first;
  baseSelf[0] = (base.self[0] as Float64Array)[0] as number;
  for (let node = 1; node < place.length; node++) {
    const function_ = merged.second[base.function[node] as number] as number;
    let to = counterpart[node] as number;
    if (to < 0) {
      to = next++;
      parent[to] = place[base.parent[node] as number] as number;
      functionOf[to] = function_;
      ordinal[to] = baseOrdinal[node] as number;
    } else if (inComparison[function_] === 0) {
      movedTo[function_] = functionOf[to] as number;
    }
    place[node] = to;
    baseSelf[to] = (base.self[0] as Float64Array)[node] as number;
  }
  for (let node = first; node < size; node++) {
    const moved = movedTo[functionOf[node] as number] as number;
    if (moved >= 0) functionOf[node] = moved;
  }
  return {
    functions: merged.functions,
    parent,
    function: functionOf,
    ordinal,
    folded: new Int32Array(size),
    self: [baseSelf, comparisonSelf],
    total: [totalsOf(parent, baseSelf), totalsOf(parent, comparisonSelf)],
  };
}

/**
 * By node of the base: the same one of the comparison, -1 where there is none; and the ordinals that decide it.
 *
 * The children of two nodes that are one are looked at together. Everything is read in the order in which it lies in memory,
 * which for large trees is several times as fast as looking each node up by its parent and function.
 */
function counterparts(base: CallTree, comparison: CallTree): { counterpart: Int32Array; ordinal: Int32Array } {
  const keys = new Interner();
  const tokens = new Tokens();
  const theirKey = numberByKey(comparison.functions, keys);
  const key = numberByKey(base.functions, keys);
  const nameless = Uint8Array.from(base.functions.name, (_, id) => Number(isAnonymous(base.functions, id)));
  const theirToken = new Int32Array(comparison.parent.length);
  for (let node = 1; node < theirToken.length; node++) {
    const ordinal = comparison.ordinal[node] as number;
    theirToken[node] = tokens.of(theirKey[comparison.function[node] as number] as number, ordinal);
  }
  const own = childrenOf(base.parent);
  const theirs = childrenOf(comparison.parent);
  const pairing = new AnonymousPairing(base, comparison, own, theirs);
  /** By token: the child that was seen last, and below which node of the comparison. */
  const seen = new Int32Array(tokens.bound(keys.strings.length));
  const seenBelow = new Int32Array(seen.length).fill(-1);
  const counterpart = new Int32Array(base.parent.length).fill(-1);
  counterpart[0] = 0;
  for (let above = 0; above < counterpart.length; above++) {
    const other = counterpart[above] as number;
    const from = own.start[above] as number;
    const end = own.start[above + 1] as number;
    if (other < 0 || from === end) continue;
    for (let slot = theirs.start[other] as number; slot < (theirs.start[other + 1] as number); slot++) {
      const node = theirs.child[slot] as number;
      seen[theirToken[node] as number] = node;
      seenBelow[theirToken[node] as number] = other;
    }
    for (let slot = from; slot < end; slot++) {
      if (nameless[base.function[own.child[slot] as number] as number] === 0) continue;
      pairing.settle(above, other);
      break;
    }
    for (let slot = from; slot < end; slot++) {
      const node = own.child[slot] as number;
      const token = tokens.known(key[base.function[node] as number] as number, pairing.ordinal[node] as number);
      if (token >= 0 && seenBelow[token] === other) counterpart[node] = seen[token] as number;
    }
  }
  return { counterpart, ordinal: pairing.ordinal };
}

/** Numbers for (key, ordinal): even ones for ordinal 0, which is nearly all, without a look-up. */
class Tokens {
  readonly #others = new Map<string, number>();

  of(key: number, ordinal: number): number {
    if (ordinal === 0) return key * 2;
    const name = `${key}:${ordinal}`;
    const number = this.#others.get(name) ?? this.#others.size;
    this.#others.set(name, number);
    return number * 2 + 1;
  }

  /** -1 for those that have none yet. */
  known(key: number, ordinal: number): number {
    if (ordinal === 0) return key * 2;
    const number = this.#others.get(`${key}:${ordinal}`);
    return number === undefined ? -1 : number * 2 + 1;
  }

  /** Greater than every token, where keys are below `keys`. */
  bound(keys: number): number {
    return 2 * Math.max(keys, this.#others.size);
  }
}

/** One table of both, and where the rows of each went. */
function mergeFunctions(first: FunctionTable, second: FunctionTable) {
  const builder = new FunctionBuilder();
  const intern = (table: FunctionTable): Int32Array =>
    Int32Array.from(table.name, (_, id) => builder.internRow(table, id));
  const rows = { first: intern(first), second: intern(second) };
  return { ...rows, functions: builder.build() };
}
