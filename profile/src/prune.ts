import { heaviest } from './heaviest.js';
import { shapeOf } from './shape.js';
import { pick } from './tree.js';
import type { CallTree } from './types.js';

/** A part of a tree, small enough to be seen. */
export interface Pruned {
  readonly tree: CallTree;
  /** The place of the node that was looked at: the number of its ancestors, which come before it. */
  readonly focus: number;
  /** For each node of `tree` the node it is in the whole tree; for one that stands for folded ones, their parent there. */
  readonly origin: Int32Array;
}

/** Keeps the `maxNodes` heaviest nodes of a tree and folds the rest, as `pruneBelow` does from the root. */
export function prune(tree: CallTree, maxNodes: number): CallTree {
  return tree.parent.length <= Math.max(1, maxNodes) ? tree : pruneBelow(tree, 0, maxNodes).tree;
}

/**
 * Keeps the `maxNodes` heaviest nodes of the sub-tree of `top`, by the larger of their sides' totals, and folds the rest
 * of it.
 *
 * Each kept parent gets at most one node for all it lost: its `folded` counts the nodes lost below that parent, its self
 * and total are their exact sums, and so parents still add up. Kept nodes stay in their order, folded ones come last.
 *
 * The ancestors of `top` come first, whatever their number: node i of the result is the ancestor at depth i. They keep
 * their own self and total, so below them only the chain is accounted for: they do not add up.
 *
 * @param maxNodes bounds ordinary nodes, `top` among them; folded ones come on top, and so do ancestors.
 */
export function pruneBelow(tree: CallTree, top: number, maxNodes: number): Pruned {
  const shape = shapeOf(tree);
  const chain: number[] = [];
  for (let above = tree.parent[top] as number; above >= 0; above = tree.parent[above] as number) chain.push(above);
  const focus = chain.length;
  const kept = Int32Array.from([...chain.reverse(), ...heaviest(shape, top, Math.max(1, maxNodes))]);

  const isKept = new Uint8Array(tree.parent.length);
  for (const node of kept) isKept[node] = 1;
  /** For each kept row the number of nodes lost below it. */
  const lost = new Int32Array(kept.length);
  const lostTotal = tree.total.map(() => new Float64Array(kept.length));
  const { start, child } = shape.children;
  for (let row = focus; row < kept.length; row++) {
    const node = kept[row] as number;
    const end = start[node + 1] as number;
    for (let slot = start[node] as number; slot < end; slot++) {
      const below = child[slot] as number;
      if (isKept[below] === 1) continue;
      lost[row] = (lost[row] as number) + (shape.nodes[below] as number);
      for (const [side, column] of lostTotal.entries()) {
        column[row] = (column[row] as number) + ((tree.total[side] as Float64Array)[below] as number);
      }
    }
  }
  const parents = Int32Array.from(lost.keys()).filter((row) => lost[row] !== 0);
  return {
    tree: withFolded(pick(tree, kept), parents, lost, lostTotal),
    focus,
    origin: extended(kept, parents, (row) => kept[row] as number),
  };
}

/** The tree with one more node below each of `parents`. */
function withFolded(
  tree: CallTree,
  parents: Int32Array,
  lost: Int32Array,
  lostTotal: readonly Float64Array[],
): CallTree {
  const size = tree.parent.length;
  const extendedSide = (column: Float64Array, side: number): Float64Array => {
    const longer = new Float64Array(size + parents.length);
    longer.set(column);
    for (const [index, parent] of parents.entries()) {
      longer[size + index] = (lostTotal[side] as Float64Array)[parent] as number;
    }
    return longer;
  };
  return {
    functions: tree.functions,
    parent: extended(tree.parent, parents, (parent) => parent),
    function: extended(tree.function, parents, () => -1),
    ordinal: extended(tree.ordinal, parents, () => 0),
    folded: extended(tree.folded, parents, (parent) => lost[parent] as number),
    self: tree.self.map(extendedSide),
    total: tree.total.map(extendedSide),
  };
}

/** The column with a value for each of `parents` behind it. */
function extended(column: Int32Array, parents: Int32Array, value: (parent: number) => number): Int32Array {
  const longer = new Int32Array(column.length + parents.length);
  longer.set(column);
  for (const [index, parent] of parents.entries()) longer[column.length + index] = value(parent);
  return longer;
}
