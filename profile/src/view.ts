import { findPath } from './path-id.js';
import { type Pruned, pruneBelow } from './prune.js';
import { shapeOf } from './shape.js';
import type { CallTree } from './types.js';

/** Where a tree is looked at: the nodes that can be seen, and the one in focus. */
export interface View extends Pruned {
  /** Nodes before pruning: the sub-tree of the focus and the ancestors above it. */
  readonly treeNodes: number;
}

/**
 * The `maxNodes` largest nodes of a tree, or of the sub-tree at the path `focusId`; every parent still adds up.
 * null where the tree has no such path. An empty path is the whole.
 */
export function viewAt(full: CallTree, maxNodes: number, focusId = ''): View | null {
  const top = focusId === '' ? 0 : findPath(full, focusId);
  if (top === -1) return null;
  const pruned = pruneBelow(full, top, maxNodes);
  return { ...pruned, treeNodes: pruned.focus + (shapeOf(full).nodes[top] as number) };
}
