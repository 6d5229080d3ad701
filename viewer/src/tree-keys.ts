/** Moving among the rows of a tree by keyboard, as the ARIA Authoring Practices have it for tree grids. Pure. */
import type { TreeRow, TreeSource } from './tree-rows.js';

export type TreeMove = { readonly to: number } | { readonly toggle: number };

/** Where a key leads from row `at`, or what it opens or closes; null where it means nothing. `page` is in rows. */
export function treeMove(key: string, rows: readonly TreeRow<TreeSource>[], at: number, page: number): TreeMove | null {
  const row = rows[at];
  if (!row) return rows.length > 0 && key.startsWith('Arrow') ? { to: 0 } : null;
  const within = (to: number): TreeMove => ({ to: Math.max(0, Math.min(rows.length - 1, to)) });
  switch (key) {
    case 'ArrowDown':
      return within(at + 1);
    case 'ArrowUp':
      return within(at - 1);
    case 'PageDown':
      return within(at + page);
    case 'PageUp':
      return within(at - page);
    case 'Home':
      return within(0);
    case 'End':
      return within(rows.length - 1);
    case 'ArrowRight':
      if (!row.isExpandable) return within(at);
      return row.isExpanded ? within(rows[at + 1]?.parent === at ? at + 1 : at) : { toggle: at };
    case 'ArrowLeft':
      if (row.isExpanded) return { toggle: at };
      return within(row.parent < 0 ? at : row.parent);
    default:
      return null;
  }
}
