/** The rows of a change table, what was found of each, and their order. Pure. */
import type { DiffRow, Finding } from '@perf/profile/api.js';
import { matchesText, wantedText } from '@perf/profile/match.js';
import type { ChangeRow } from '@perf/profile/matched-rows.js';
import type { ChangeSort } from './url.js';

/** What was found of a row's function, the best evidence first. */
export type FindingsOf = (row: DiffRow) => readonly Finding[];

/** null where nothing was found. `findings` are in the order of their evidence. */
export function findingsOf(findings: readonly Finding[]): FindingsOf | null {
  const byFunction = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { name, file, package: from } = finding.function;
    const key = keyOf(name, file, from);
    const known = byFunction.get(key);
    if (known === undefined) byFunction.set(key, [finding]);
    else known.push(finding);
  }
  if (byFunction.size === 0) return null;
  return (row) => byFunction.get(keyOf(row.function, row.file, row.package)) ?? [];
}

/** The sort that there is: by evidence only where something was found. */
export function sortWith(sort: ChangeSort, found: FindingsOf | null): ChangeSort {
  return sort === 'evidence' && found === null ? 'self' : sort;
}

const SIZES: Readonly<Record<Exclude<ChangeSort, 'name' | 'evidence'>, (row: DiffRow) => number>> = {
  self: (row) => row.self - row.baseSelf,
  base: (row) => row.baseSelf,
  comparison: (row) => row.self,
  total: (row) => row.total - row.baseTotal,
};

/**
 * Largest first; names upwards. By evidence: what was found comes first in the order of `findings`, then the others by
 * their change of self.
 */
export function sortRows(
  rows: readonly ChangeRow[],
  sort: ChangeSort,
  findings: readonly Finding[],
  found: FindingsOf | null,
): ChangeRow[] {
  if (sort === 'name') {
    return [...rows].sort((a, b) => (a.function < b.function ? -1 : a.function > b.function ? 1 : 0));
  }
  const size = SIZES[sort === 'evidence' ? 'self' : sort];
  const bySize = [...rows].sort((a, b) => Math.abs(size(b)) - Math.abs(size(a)));
  if (sort !== 'evidence' || found === null) return bySize;
  const rank = new Map(findings.map((finding, at) => [finding, at]));
  const rankOf = (row: DiffRow) => {
    const [best] = found(row);
    return best === undefined ? findings.length : (rank.get(best) ?? findings.length);
  };
  return bySize.sort((a, b) => rankOf(a) - rankOf(b));
}

/** By either name, where a function has two. */
export function filterRows(rows: readonly ChangeRow[], search: string): readonly ChangeRow[] {
  const wanted = wantedText(search);
  if (wanted === '') return rows;
  return rows.filter(({ function: name, file, package: from, match }) =>
    matchesText([name, file, from, ...(match ? [match.base.name, match.base.file] : [])], wanted),
  );
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
