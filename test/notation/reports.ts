import {
  type CallTree,
  changes,
  type DiffReport,
  diffColumns,
  type FlamegraphReport,
  type FunctionReport,
  type HotPathsReport,
  hotPathRows,
  hotPaths,
  joinTrees,
  type Norm,
  type Side,
  sandwich,
  scaleTree,
  type TopReport,
  top,
  treeColumns,
  viewAt,
  waterfall,
} from '@perf/profile';

const NINE = Date.UTC(2026, 10, 23, 9);
const UNIT = 'milliseconds';

/** A side of an hour's evidence. */
export function sideOf(tree: CallTree, version: string): Side {
  return {
    query: `cpu{service="shop",version="${version}"}`,
    fromMs: NINE,
    untilMs: NINE + 3_600_000,
    total: tree.total[0]?.[0] ?? 0,
    hidden: 0,
    profiles: 120,
    instances: 2,
    instanceSeconds: 7200,
    requests: 3600,
    resolutionMs: 0,
    untold: [],
  };
}

/** The API's reports on a tree, as the server makes them of an hour of CPU time in milliseconds. */
export function flamegraphOf(tree: CallTree, version: string, focusId = ''): FlamegraphReport {
  const view = viewAt(tree, 4000, focusId);
  if (view === null) throw new Error(`no path ${focusId}`);
  const { treeNodes, focus } = view;
  return { type: 'cpu', unit: UNIT, ...sideOf(tree, version), treeNodes, focus, ...treeColumns(view.tree) };
}

export function topOf(tree: CallTree, version: string): TopReport {
  return { type: 'cpu', unit: UNIT, ...sideOf(tree, version), functions: top(tree) };
}

export function hotPathsOf(tree: CallTree, version: string): HotPathsReport {
  const paths = hotPathRows(tree, hotPaths(tree, 10)).map((row) => ({ ...row, trend: [] }));
  return { type: 'cpu', unit: UNIT, ...sideOf(tree, version), paths };
}

export function functionOf(tree: CallTree, version: string, name: string): FunctionReport {
  const found = sandwich(tree, name, undefined, 1000);
  if (found === null) throw new Error(`no function ${name}`);
  return { type: 'cpu', unit: UNIT, ...sideOf(tree, version), ...found };
}

export function diffOf(
  base: CallTree,
  comparison: CallTree,
  norm: Norm,
  divisors: readonly [number, number],
): DiffReport {
  const tree = scaleTree(
    joinTrees(base, comparison),
    divisors.map((divisor) => 1 / divisor),
  );
  return {
    ...{ type: 'cpu', unit: UNIT, norm, treeNodes: tree.parent.length, focus: 0 },
    base: { ...sideOf(base, '1.0.0'), divisor: divisors[0] },
    comparison: { ...sideOf(comparison, '1.1.0'), divisor: divisors[1] },
    ...diffColumns(tree),
    changes: changes(tree),
    waterfall: waterfall(tree),
  };
}
