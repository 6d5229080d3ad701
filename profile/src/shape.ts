import { remembered } from './remembered.js';
import { type Children, childrenOf } from './tree.js';
import type { CallTree } from './types.js';

/** What every look at a part of a tree needs of the whole; indexed by node. */
export interface TreeShape {
  readonly children: Children;
  /** Nodes of the sub-tree, the node itself among them, and what was folded into them before. */
  readonly nodes: Int32Array;
  /** The larger of the sides' totals; never less than a child's, so that the heaviest nodes hang together. */
  readonly weight: Float64Array;
}

export const shapeOf: (tree: CallTree) => TreeShape = remembered((tree) => {
  const { parent, folded } = tree;
  const nodes = new Int32Array(parent.length);
  const weight = new Float64Array(parent.length);
  for (const column of tree.total) {
    for (let node = 0; node < weight.length; node++) {
      const size = Math.abs(column[node] as number);
      if (size > (weight[node] as number)) weight[node] = size;
    }
  }
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    const own = (nodes[node] as number) + ((folded[node] as number) || 1);
    nodes[node] = own;
    nodes[above] = (nodes[above] as number) + own;
    // Only where some selfs are negative.
    const size = weight[node] as number;
    if (size > (weight[above] as number)) weight[above] = size;
  }
  nodes[0] = (nodes[0] as number) + ((folded[0] as number) || 1);
  return { children: childrenOf(parent), nodes, weight };
});
