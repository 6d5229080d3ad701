import type { DiffRow } from './api.js';
import { functionTotals } from './top.js';
import type { CallTree } from './types.js';

/**
 * The change table of a two-sided tree: every function whose self or total is not zero on both sides, by absolute
 * change of self, then of total, then by name. Give it the whole tree: folded nodes are nobody's.
 */
export function changes(tree: CallTree, limit = Number.POSITIVE_INFINITY): DiffRow[] {
  const { functions } = tree;
  const totals = functionTotals(tree);
  const [baseSelf, self] = totals.self as [Float64Array, Float64Array];
  const [baseTotal, total] = totals.total as [Float64Array, Float64Array];
  const rows: DiffRow[] = [];
  for (const [group, id] of totals.function.entries()) {
    if (id < 0) continue;
    const values = {
      baseSelf: baseSelf[group] as number,
      self: self[group] as number,
      baseTotal: baseTotal[group] as number,
      total: total[group] as number,
    };
    rows.push({
      function: functions.name[id] as string,
      file: functions.file[id] as string,
      package: functions.package[id] as string,
      ...values,
      kind: kindOf(values),
    });
  }
  return rows.sort(byChange).slice(0, limit);
}

/** The order of the change table. */
export function byChange(a: DiffRow, b: DiffRow): number {
  return (
    Math.abs(b.self - b.baseSelf) - Math.abs(a.self - a.baseSelf) ||
    Math.abs(b.total - b.baseTotal) - Math.abs(a.total - a.baseTotal) ||
    compare(a.function, b.function) ||
    compare(a.file, b.file)
  );
}

/** By self; by total where self did not change. */
export function kindOf({
  baseSelf,
  self,
  baseTotal,
  total,
}: Pick<DiffRow, 'baseSelf' | 'self' | 'baseTotal' | 'total'>): DiffRow['kind'] {
  if (baseTotal === 0 && baseSelf === 0) return 'new';
  if (total === 0 && self === 0) return 'gone';
  const change = self - baseSelf || total - baseTotal;
  return change > 0 ? 'grew' : change < 0 ? 'shrank' : 'same';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
