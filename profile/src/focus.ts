import { pick } from './tree.js';
import type { CallTree } from './types.js';

/**
 * The whole sub-tree of a node, and the chain of its ancestors.
 *
 * The chain comes first: node i of the result is the ancestor at depth i, and `focus`, the place of the node itself, is
 * the number of its ancestors. Ancestors keep their own self and total, so below them only the chain is accounted for:
 * they do not add up. `prune(tree, maxNodes, focus)` spares the chain.
 */
export function focusTree(tree: CallTree, node: number): { tree: CallTree; focus: number } {
  const nodes: number[] = [];
  for (let above = node; above >= 0; above = tree.parent[above] as number) nodes.push(above);
  nodes.reverse();
  const focus = nodes.length - 1;
  const inside = new Uint8Array(tree.parent.length);
  inside[node] = 1;
  for (let at = node + 1; at < inside.length; at++) {
    if (inside[tree.parent[at] as number] === 0) continue;
    inside[at] = 1;
    nodes.push(at);
  }
  return { tree: pick(tree, Int32Array.from(nodes)), focus };
}
