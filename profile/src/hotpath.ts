import type { HotPath } from './api.js';
import { pathIdsOf } from './path-id.js';
import { functionTotals } from './top.js';
import type { CallTree } from './types.js';

/** A function, with the call path on which most of its self value was spent. */
export interface HotPathNodes {
  /** A function id of the tree. */
  readonly function: number;
  /** The self value of the function, on all paths. */
  readonly self: number;
  /** The part of `self` spent on this path, 0 to 1. */
  readonly pathShare: number;
  /** The tree's nodes from below the root down to the function. */
  readonly path: readonly number[];
}

/** The functions with the largest self, each with its dominant path; those without a positive self are left out. */
export function hotPaths(tree: CallTree, limit: number, side = 0): HotPathNodes[] {
  const totals = functionTotals(tree);
  const self = totals.self[side] as Float64Array;
  const own = tree.self[side] as Float64Array;
  const heaviest = new Int32Array(self.length).fill(-1);
  for (let node = 1; node < tree.parent.length; node++) {
    const id = tree.function[node] as number;
    if (id < 0) continue;
    const group = totals.group[id] as number;
    const best = heaviest[group] as number;
    if (best === -1 || (own[node] as number) > (own[best] as number)) heaviest[group] = node;
  }
  return Array.from(self.keys())
    .filter((group) => (self[group] as number) > 0)
    .sort((a, b) => (self[b] as number) - (self[a] as number) || a - b)
    .slice(0, limit)
    .map((group) => {
      const node = heaviest[group] as number;
      return {
        function: tree.function[node] as number,
        self: self[group] as number,
        pathShare: (own[node] as number) / (self[group] as number),
        path: pathTo(tree, node),
      };
    });
}

/** Hot paths as the API sends them, but for their trend, which one tree does not know. */
export function hotPathRows(tree: CallTree, found: readonly HotPathNodes[], side = 0): Omit<HotPath, 'trend'>[] {
  const { functions } = tree;
  const total = tree.total[side]?.[0] ?? 0;
  const ids = pathIdsOf(
    tree,
    found.map(({ path }) => path.at(-1) ?? 0),
  );
  return found.map(({ path, self, pathShare }, row) => ({
    id: ids[row] as string,
    frames: path.map((node) => {
      const id = tree.function[node] as number;
      return {
        name: functions.name[id] as string,
        file: functions.file[id] as string,
        package: functions.package[id] as string,
        line: functions.startLine[id] as number,
      };
    }),
    self,
    share: total === 0 ? 0 : self / total,
    pathShare,
  }));
}

/** The nodes from below the root down to `node`. */
function pathTo(tree: CallTree, node: number): number[] {
  const path: number[] = [];
  for (let at = node; at > 0; at = tree.parent[at] as number) path.push(at);
  return path.reverse();
}
