/** The rows of a tree that can be opened one by one. Pure. */
import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';
import { childrenOf } from '@perf/profile/tree.js';

/** A flame graph or a diff, as the API has it. */
export interface TreeSource extends FunctionColumns {
  readonly nodes: TreeColumns;
  /** The node whose sub-tree was asked for. */
  readonly focus: number;
}

export interface TreeRow<Source extends TreeSource> {
  /** Stays the same for the same frame, whichever answer it came with. */
  readonly key: string;
  readonly source: Source;
  readonly node: number;
  /** 1 for the first. */
  readonly level: number;
  readonly isExpandable: boolean;
  readonly isExpanded: boolean;
  /** Among its siblings, from 1 on. */
  readonly position: number;
  readonly siblings: number;
  /** The row above of which this one is a part; -1 for the first. */
  readonly parent: number;
  /** Path id of the frame whose sub-tree shows what is folded here; empty for ordinary frames. */
  readonly unfolds: string;
}

export interface Opening<Source extends TreeSource> {
  /** Whether somebody opened (true) or closed (false) a row; undefined where nobody touched it. */
  readonly isOpen: (key: string) => boolean | undefined;
  /** The sub-tree at a path in more detail, once it is there. */
  readonly detail: (id: string) => Source | null;
}

/** At first the heaviest path is open, down to its end. */
export function treeRows<Source extends TreeSource>(
  whole: Source,
  root: number,
  opening: Opening<Source>,
): TreeRow<Source>[] {
  const rows: TreeRow<Source>[] = [];
  const heaviest = heaviestPath(whole, root);
  interface Waiting {
    readonly source: Source;
    readonly node: number;
    readonly level: number;
    readonly position: number;
    readonly siblings: number;
    readonly parent: number;
    /** Of folded frames: what is below them can be asked for. */
    readonly canUnfold: boolean;
  }
  const first = { source: whole, node: root, level: 1, position: 1, siblings: 1, parent: -1, canUnfold: true };
  const stack: Waiting[] = [first];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { source, node, level, canUnfold, ...place } = at;
    const { nodes } = source;
    const isFolded = (nodes.folded[node] ?? 0) > 0;
    const above = nodes.id[nodes.parent[node] ?? 0] ?? '';
    const key = isFolded ? `${above} folded` : (nodes.id[node] ?? '');
    const children = childrenIn(source, node);
    const isExpandable = isFolded ? canUnfold : children.length > 0;
    const isExpanded = isExpandable && (opening.isOpen(key) ?? (source === whole && heaviest.has(node)));
    const row = rows.length;
    rows.push({ key, source, node, level, ...place, isExpandable, isExpanded, unfolds: isFolded ? above : '' });
    if (!isExpanded) continue;
    const detail = isFolded ? opening.detail(above) : source;
    if (detail === null) continue;
    const below = isFolded ? unfolded(source, nodes.parent[node] ?? 0, detail) : children;
    for (let i = below.length - 1; i >= 0; i--) {
      const child = below[i] as number;
      stack.push({
        source: detail,
        node: child,
        level: level + 1,
        position: i + 1,
        siblings: below.length,
        parent: row,
        // What even the detail folds of the same frame cannot be told apart.
        canUnfold: !isFolded,
      });
    }
  }
  return rows;
}

/** The children of the detail's focus that are not shown beside the folded ones. */
function unfolded(source: TreeSource, parent: number, detail: TreeSource): number[] {
  const { nodes } = source;
  const shown = new Set(childrenIn(source, parent).flatMap((child) => (nodes.folded[child] ? [] : [nodes.id[child]])));
  return childrenIn(detail, detail.focus).filter((child) => !shown.has(detail.nodes.id[child]));
}

function heaviestPath(source: TreeSource, root: number): Set<number> {
  const path = new Set<number>();
  for (let node: number | undefined = root; node !== undefined; ) {
    path.add(node);
    node = childrenIn(source, node).find((child) => !source.nodes.folded[child]);
  }
  return path;
}

const known = new WeakMap<TreeSource, ReturnType<typeof childrenOf>>();

/** Heaviest first, as they are in the columns. */
function childrenIn(source: TreeSource, node: number): number[] {
  const children = known.get(source) ?? childrenOf(Int32Array.from(source.nodes.parent));
  known.set(source, children);
  return Array.from(children.child.subarray(children.start[node], children.start[node + 1]));
}
