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
      weight[node] = Math.max(weight[node] as number, Math.abs(column[node] as number));
    }
  }
  for (let node = parent.length - 1; node >= 0; node--) {
    nodes[node] = (nodes[node] as number) + ((folded[node] as number) || 1);
    if (node === 0) break;
    const above = parent[node] as number;
    nodes[above] = (nodes[above] as number) + (nodes[node] as number);
    weight[above] = Math.max(weight[above] as number, weight[node] as number);
  }
  return { children: childrenOf(parent), nodes, weight };
});
