import type { DiffRow } from './api.js';
import { isAnonymous, numberByKey } from './identity.js';
import { Interner } from './interner.js';
import { AnonymousPairing } from './pairing.js';
import { StackBuilder } from './stack-builder.js';
import { FunctionBuilder } from './tables.js';
import { functionTotals } from './top.js';
import { totalsOf } from './tree.js';
import type { CallTree, FunctionTable } from './types.js';

/**
 * Two one-sided trees as one of two sides: 0 the base, 1 the comparison.
 *
 * Nodes become one where their functions have equal keys and equal ordinals (pairing.ts) under parents that became one.
 * Both trees must be whole: what was pruned on one side alone would look new or gone. Prune the result.
 */
export function joinTrees(base: CallTree, comparison: CallTree): CallTree {
  const sizes = base.parent.length + comparison.parent.length;
  const keys = new Interner();
  const tokens = new Tokens();
  const builder = new StackBuilder(comparison.parent.length);
  const functionOf = new Int32Array(sizes).fill(-1);
  const ordinal = new Int32Array(sizes);
  const merged = mergeFunctions(comparison.functions, base.functions);

  const comparisonKeys = numberByKey(comparison.functions, keys);
  const inComparison = new Uint8Array(merged.functions.name.length);
  for (let node = 1; node < comparison.parent.length; node++) {
    const id = comparison.function[node] as number;
    const nth = comparison.ordinal[node] as number;
    // Siblings are distinct and parents come first: every node gets its own number again.
    builder.child(comparison.parent[node] as number, tokens.of(comparisonKeys[id] as number, nth));
    functionOf[node] = merged.first[id] as number;
    ordinal[node] = nth;
    inComparison[functionOf[node] as number] = 1;
  }

  const baseKeys = numberByKey(base.functions, keys);
  const pairing = new AnonymousPairing(base, comparison);
  const place = new Int32Array(base.parent.length);
  /** Where an anonymous function of the base alone is in the comparison, learnt from nodes that are paired. */
  const movedTo = new Int32Array(merged.functions.name.length).fill(-1);
  for (let node = 1; node < base.parent.length; node++) {
    const id = base.function[node] as number;
    const above = base.parent[node] as number;
    const parent = place[above] as number;
    if (parent < comparison.parent.length && isAnonymous(base.functions, id)) pairing.settle(above, parent);
    const nth = pairing.ordinal[node] as number;
    const size = builder.size;
    const to = builder.child(parent, tokens.of(baseKeys[id] as number, nth));
    const function_ = merged.second[id] as number;
    if (to === size) {
      functionOf[to] = function_;
      ordinal[to] = nth;
    } else if (inComparison[function_] === 0) {
      movedTo[function_] = functionOf[to] as number;
    }
    place[node] = to;
  }

  const size = builder.size;
  for (let node = comparison.parent.length; node < size; node++) {
    const moved = movedTo[functionOf[node] as number] as number;
    if (moved >= 0) functionOf[node] = moved;
  }
  const { parent } = builder.build();
  const baseSelf = new Float64Array(size);
  for (let node = 0; node < place.length; node++) {
    baseSelf[place[node] as number] = (base.self[0] as Float64Array)[node] as number;
  }
  const comparisonSelf = new Float64Array(size);
  comparisonSelf.set(comparison.self[0] as Float64Array);
  return {
    functions: merged.functions,
    parent,
    function: functionOf.slice(0, size),
    ordinal: ordinal.slice(0, size),
    folded: new Int32Array(size),
    self: [baseSelf, comparisonSelf],
    total: [totalsOf(parent, baseSelf), totalsOf(parent, comparisonSelf)],
  };
}

/**
 * The change table of a two-sided tree: every function whose self or total is not zero on both sides, by absolute
 * change of self, then of total, then by name. Give it the whole tree: folded nodes are nobody's.
 */
export function changes(tree: CallTree, limit = Number.POSITIVE_INFINITY): DiffRow[] {
  const { functions } = tree;
  const totals = functionTotals(tree);
  const [baseSelf, self] = totals.self as [Float64Array, Float64Array];
  const [baseTotal, total] = totals.total as [Float64Array, Float64Array];
  const rows: DiffRow[] = [];
  for (const [group, id] of totals.function.entries()) {
    if (id < 0) continue;
    const values = {
      baseSelf: baseSelf[group] as number,
      self: self[group] as number,
      baseTotal: baseTotal[group] as number,
      total: total[group] as number,
    };
    rows.push({
      function: functions.name[id] as string,
      file: functions.file[id] as string,
      package: functions.package[id] as string,
      ...values,
      kind: kindOf(values),
    });
  }
  rows.sort(
    (a, b) =>
      Math.abs(b.self - b.baseSelf) - Math.abs(a.self - a.baseSelf) ||
      Math.abs(b.total - b.baseTotal) - Math.abs(a.total - a.baseTotal) ||
      compare(a.function, b.function) ||
      compare(a.file, b.file),
  );
  return rows.slice(0, limit);
}

/** By self; by total where self did not change. */
function kindOf({
  baseSelf,
  self,
  baseTotal,
  total,
}: Omit<DiffRow, 'function' | 'file' | 'package' | 'kind'>): DiffRow['kind'] {
  if (baseTotal === 0 && baseSelf === 0) return 'new';
  if (total === 0 && self === 0) return 'gone';
  const change = self - baseSelf || total - baseTotal;
  return change > 0 ? 'grew' : change < 0 ? 'shrank' : 'same';
}

/** Numbers for (key, ordinal): even ones for ordinal 0, which is nearly all, without a look-up. */
class Tokens {
  readonly #others = new Map<string, number>();

  of(key: number, ordinal: number): number {
    if (ordinal === 0) return key * 2;
    const name = `${key}:${ordinal}`;
    const known = this.#others.get(name) ?? this.#others.size;
    this.#others.set(name, known);
    return known * 2 + 1;
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
