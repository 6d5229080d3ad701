import { pick } from './tree.js';
import type { CallTree } from './types.js';

/**
 * Keeps the `maxNodes` heaviest nodes of a tree, by the larger of their sides' totals, and folds the rest.
 *
 * Each kept parent gets at most one node for all it lost: its `folded` counts the nodes lost below that parent, its self
 * and total are their exact sums, and so parents still add up. Kept nodes stay in their order, folded ones come last.
 *
 * @param maxNodes bounds ordinary nodes, the root among them; folded ones come on top.
 * @param chain how many nodes from the root on are kept in any case and not counted: `focus` of `focusTree`.
 */
export function prune(tree: CallTree, maxNodes: number, chain = 0): CallTree {
  const size = tree.parent.length;
  const budget = Math.max(1, maxNodes) + chain;
  if (size <= budget) return tree;
  const kept = heaviest(weights(tree), budget);

  const place = new Int32Array(size).fill(-1);
  for (let row = 0; row < kept.length; row++) place[kept[row] as number] = row;
  /** For each kept row the number of nodes lost below it. */
  const lost = new Int32Array(kept.length);
  const below = new Int32Array(size);
  const lostTotal = tree.total.map(() => new Float64Array(kept.length));
  for (let node = size - 1; node > 0; node--) {
    if (place[node] !== -1) continue;
    const count = (below[node] as number) + ((tree.folded[node] as number) || 1);
    const above = tree.parent[node] as number;
    const row = place[above] as number;
    if (row === -1) {
      below[above] = (below[above] as number) + count;
      continue;
    }
    lost[row] = (lost[row] as number) + count;
    for (const [side, column] of lostTotal.entries()) {
      column[row] = (column[row] as number) + ((tree.total[side] as Float64Array)[node] as number);
    }
  }
  return withFolded(pick(tree, kept), lost, lostTotal);
}

/** The larger of the sides' totals; never less than a child's, so that the heaviest nodes hang together. */
function weights(tree: CallTree): Float64Array {
  const weight = new Float64Array(tree.parent.length);
  for (const column of tree.total) {
    for (let node = 0; node < weight.length; node++) {
      weight[node] = Math.max(weight[node] as number, Math.abs(column[node] as number));
    }
  }
  for (let node = weight.length - 1; node > 0; node--) {
    const above = tree.parent[node] as number;
    weight[above] = Math.max(weight[above] as number, weight[node] as number);
  }
  return weight;
}

/** The `count` heaviest nodes, ascending; among equals the first, so that a parent comes before its child. */
function heaviest(weight: Float64Array, count: number): Int32Array {
  const threshold = weight.slice().sort()[weight.length - count] as number;
  let ties = count;
  for (let node = 0; node < weight.length; node++) if ((weight[node] as number) > threshold) ties--;
  const kept = new Int32Array(count);
  let row = 0;
  for (let node = 0; node < weight.length; node++) {
    const each = weight[node] as number;
    if (each > threshold || (each === threshold && ties-- > 0)) kept[row++] = node;
  }
  return kept;
}

function withFolded(tree: CallTree, lost: Int32Array, lostTotal: readonly Float64Array[]): CallTree {
  const size = tree.parent.length;
  const parents = Array.from(lost.keys()).filter((row) => lost[row] !== 0);
  const extend = (column: Int32Array, value: (parent: number) => number): Int32Array => {
    const longer = new Int32Array(size + parents.length);
    longer.set(column);
    for (const [index, parent] of parents.entries()) longer[size + index] = value(parent);
    return longer;
  };
  const extendSide = (column: Float64Array, side: number): Float64Array => {
    const longer = new Float64Array(size + parents.length);
    longer.set(column);
    for (const [index, parent] of parents.entries()) {
      longer[size + index] = (lostTotal[side] as Float64Array)[parent] as number;
    }
    return longer;
  };
  return {
    functions: tree.functions,
    parent: extend(tree.parent, (parent) => parent),
    function: extend(tree.function, () => -1),
    ordinal: extend(tree.ordinal, () => 0),
    folded: extend(tree.folded, (parent) => lost[parent] as number),
    self: tree.self.map(extendSide),
    total: tree.total.map(extendSide),
  };
}
