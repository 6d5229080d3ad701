import { type CallTree, findPath, focusTree, prune } from '@perf/profile';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { Params } from '../params.js';

const defaultNodes = 4_000;

/** Where a tree is looked at: the nodes that can be seen, and the one in focus. */
export interface View {
  readonly tree: CallTree;
  /** Nodes before pruning, below the focus. */
  readonly treeNodes: number;
  readonly focus: number;
}

/** Applies `focus` and `maxNodes`: the largest nodes, every parent still adding up. */
export function viewOf(full: CallTree, params: Params, limits: Limits): View {
  const maxNodes = params.integer('maxNodes', defaultNodes, 1, limits.maxNodes);
  const id = params.text('focus');
  if (id === undefined) return { tree: prune(full, maxNodes), treeNodes: full.parent.length, focus: 0 };
  if (!/^[0-9a-f]{16}$/.test(id)) {
    throw new Refusal(400, `focus: ${JSON.stringify(id)} is not a path id: 16 hexadecimal digits, from a node's id.`);
  }
  const node = findPath(full, id);
  if (node === -1)
    throw new Refusal(404, `Nothing in this range was called on the path ${id}. Look at the whole tree first.`);
  const focused = focusTree(full, node);
  return {
    tree: prune(focused.tree, maxNodes, focused.focus),
    treeNodes: focused.tree.parent.length,
    focus: focused.focus,
  };
}
