/** Reading a tree in columns. Preorder: a parent comes before its children, a sub-tree is one run of nodes. */

export interface Tree {
  /** -1 for node 0, the root. */
  readonly parent: readonly number[];
}

/** From the root to the node, both included. */
export function pathTo({ parent }: Tree, node: number): number[] {
  const path: number[] = [];
  for (let at = node; at >= 0; at = parent[at] ?? -1) path.push(at);
  return path.reverse();
}

/** The node after the last one below `node`. */
export function subtreeEnd({ parent }: Tree, node: number): number {
  let end = node + 1;
  while (end < parent.length && (parent[end] as number) >= node) end++;
  return end;
}

/** Whether nothing below the node is folded. */
export function isWhole(nodes: Tree & { readonly folded: readonly number[] }, node: number): boolean {
  const end = subtreeEnd(nodes, node);
  for (let below = node; below < end; below++) if (nodes.folded[below] !== 0) return false;
  return true;
}

/** Where a click on a node leads: folded frames open in the detail of their parent. */
export function focusOf(
  nodes: Tree & { readonly id: readonly string[]; readonly folded: readonly number[] },
  node: number,
): string {
  const target = nodes.folded[node] ? (nodes.parent[node] ?? 0) : node;
  return target <= 0 ? '' : (nodes.id[target] ?? '');
}

/** The node with this path id: the root for an empty id, -1 if there is none. */
export function nodeOf(ids: readonly string[], id: string): number {
  return id === '' ? 0 : ids.indexOf(id);
}
