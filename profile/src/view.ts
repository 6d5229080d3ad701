import { focusTree } from './focus.js';
import { findPath } from './path-id.js';
import { prune } from './prune.js';
import type { CallTree } from './types.js';

/** Where a tree is looked at: the nodes that can be seen, and the one in focus. */
export interface View {
  readonly tree: CallTree;
  /** Nodes before pruning, below the focus. */
  readonly treeNodes: number;
  readonly focus: number;
}

/**
 * The `maxNodes` largest nodes of a tree, or of the sub-tree at the path `focusId`; every parent still adds up.
 * null where the tree has no such path. An empty path is the whole.
 */
export function viewAt(full: CallTree, maxNodes: number, focusId = ''): View | null {
  if (focusId === '') return { tree: prune(full, maxNodes), treeNodes: full.parent.length, focus: 0 };
  const node = findPath(full, focusId);
  if (node === -1) return null;
  const { tree, focus } = focusTree(full, node);
  return { tree: prune(tree, maxNodes, focus), treeNodes: tree.parent.length, focus };
}
