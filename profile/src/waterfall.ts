import { pathIds } from './path-id.js';
import { pick } from './tree.js';
import type { CallTree } from './types.js';

/** The change of the whole in parts that do not overlap and add up to it. */
export interface Waterfall {
  /** What grew, then what shrank, each with the largest change first. */
  bars: WaterfallBar[];
  /** What is in no bar. */
  rest: WaterfallStep;
  /** What bars and rest add up to. */
  whole: WaterfallStep;
}

/** Values as those of nodes. */
export interface WaterfallStep {
  base: number;
  comparison: number;
  change: number;
}

/** A sub-tree of the joined call tree. */
export interface WaterfallBar extends WaterfallStep {
  /** Its path id. */
  id: string;
  function: string;
  file: string;
  package: string;
  /** Names of the functions that lead to it, itself the last: the nearest twelve. */
  path: string[];
  /** How many lead to it in all, itself included. */
  depth: number;
}

const MOST_BARS = 8;
/** Sub-trees that changed by less of the larger side's total are no bars. */
const NOISE = 0.002;
/** A finer cut is better as long as it still tells this much of the change. */
const KEPT = 0.8;
/** Names of a path that are sent: the nearest to the bar. */
const MOST_NAMES = 12;

/**
 * Cuts the change of a two-sided tree into at most `mostBars` disjoint sub-trees and the rest.
 *
 * Begins with the root's children and looks into the most promising part again and again: it gives way to its children
 * where they tell at least four fifths of its change, and all parts four fifths of the most that was told before. So a
 * change in one place is followed down to it, opposite changes are told apart, and what grew evenly stays one bar.
 *
 * Invariants: no bar is below another one; bars and rest add up to both totals and to the change, exactly for whole
 * numbers below 2^53, to the last bits of a double where values were divided. Give it the whole tree.
 */
export function waterfall(tree: CallTree, mostBars = MOST_BARS): Waterfall {
  const parts = chooseParts(tree, mostBars);
  const bars = parts.length === 0 ? [] : describe(tree, parts);
  bars.sort((a, b) => Number(b.change > 0) - Number(a.change > 0) || Math.abs(b.change) - Math.abs(a.change));
  const [base, comparison] = sidesOf(tree);
  const largest = Math.max(base[0] as number, comparison[0] as number);
  const whole = {
    base: base[0] as number,
    comparison: comparison[0] as number,
    change: withoutRounding((comparison[0] as number) - (base[0] as number), largest),
  };
  const left = (key: keyof WaterfallStep) =>
    withoutRounding(whole[key] - bars.reduce((sum, bar) => sum + bar[key], 0), largest);
  return { bars, rest: { base: left('base'), comparison: left('comparison'), change: left('change') }, whole };
}

/** What subtraction leaves in the last bits of values that were divided is nothing. */
function withoutRounding(difference: number, largest: number): number {
  const isRounding = !Number.isInteger(difference) && Math.abs(difference) < 32 * Number.EPSILON * largest;
  return isRounding ? 0 : difference;
}

/** The nodes that become bars. */
function chooseParts(tree: CallTree, mostBars: number): number[] {
  const [base, comparison] = sidesOf(tree);
  const noise = NOISE * Math.max(base[0] as number, comparison[0] as number);
  /** What a bar at this node tells. */
  const told = (node: number): number => {
    const change = Math.abs((comparison[node] as number) - (base[node] as number));
    return change >= noise ? change : 0;
  };
  const { promise, children } = look(tree.parent, told);
  const byTold = (a: number, b: number) => told(b) - told(a) || a - b;
  const best = (parts: readonly number[]) => [...parts].sort(byTold).slice(0, mostBars);
  const toldBy = (parts: readonly number[]) => parts.reduce((sum, node) => sum + told(node), 0);

  let parts = children.get(0) ?? [];
  let most = toldBy(best(parts));
  const settled = new Set<number>();
  for (;;) {
    const node = mostPromising(parts, promise, settled);
    if (node === -1) return best(parts).filter((part) => told(part) > 0);
    const inside = children.get(node) ?? [];
    const finer = [...parts.filter((part) => part !== node), ...inside]
      .sort((a, b) => (promise[b] as number) - (promise[a] as number) || a - b)
      .slice(0, 3 * mostBars);
    const tells = toldBy(best(finer));
    if (inside.length > 0 && toldBy(inside) >= KEPT * told(node) && tells >= KEPT * most) {
      parts = finer;
      most = Math.max(most, tells);
    } else settled.add(node);
  }
}

/**
 * For each node how much disjoint sub-trees of it could tell at most, however many; and the children of every node that
 * promise anything. Parents come before their children.
 */
function look(parent: Int32Array, told: (node: number) => number) {
  const promise = new Float64Array(parent.length);
  const children = new Map<number, number[]>();
  for (let node = parent.length - 1; node > 0; node--) {
    const most = Math.max(promise[node] as number, told(node));
    if (most === 0) continue;
    promise[node] = most;
    const above = parent[node] as number;
    promise[above] = (promise[above] as number) + most;
    const siblings = children.get(above);
    if (siblings === undefined) children.set(above, [node]);
    else siblings.push(node);
  }
  return { promise, children };
}

function mostPromising(parts: readonly number[], promise: Float64Array, settled: ReadonlySet<number>): number {
  let found = -1;
  for (const node of parts) {
    if (settled.has(node)) continue;
    if (found === -1 || (promise[node] as number) > (promise[found] as number)) found = node;
  }
  return found;
}

function describe(tree: CallTree, parts: readonly number[]): WaterfallBar[] {
  const [base, comparison] = sidesOf(tree);
  const paths = parts.map((node) => pathTo(tree.parent, node));
  const chains = Int32Array.from(new Set([0, ...paths.flat()])).sort();
  // Of a million nodes, only those on the way to a bar need a path id.
  const ids = pathIds(pick(tree, chains));
  const idOf = new Map(Array.from(chains, (node, row) => [node, ids[row] as string]));
  const { name, file, package: packages } = tree.functions;
  return parts.map((node, at) => {
    const fn = tree.function[node] as number;
    const path = paths[at] as number[];
    return {
      id: idOf.get(node) as string,
      function: name[fn] as string,
      file: file[fn] as string,
      package: packages[fn] as string,
      path: path.slice(-MOST_NAMES).map((each) => name[tree.function[each] as number] as string),
      depth: path.length,
      base: base[node] as number,
      comparison: comparison[node] as number,
      change: (comparison[node] as number) - (base[node] as number),
    };
  });
}

/** From below the root to the node. */
function pathTo(parent: Int32Array, node: number): number[] {
  const path: number[] = [];
  for (let at = node; at > 0; at = parent[at] as number) path.push(at);
  return path.reverse();
}

function sidesOf(tree: CallTree): readonly [Float64Array, Float64Array] {
  return tree.total as [Float64Array, Float64Array];
}
