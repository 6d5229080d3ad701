import type { TopReport, TopRow } from '@perf/profile/api.js';
import { isBoundary } from '@perf/profile/transforms/boundary.js';
import { formatShare, formatValue } from '@perf/profile/units.js';
import { useMemo, useState } from 'preact/hooks';
import { isolated } from '../names.js';
import { matchesText } from '../search.js';
import type { FunctionKey, Sort } from '../url.js';
import { rowHandlers, useActing } from './acting.js';
import { FunctionName } from './function-name.js';
import { SortHeader } from './sort-header.js';

interface FunctionTableProps {
  readonly report: TopReport;
  readonly search: string;
  readonly sort: Sort;
  readonly chosen: FunctionKey | null;
  readonly onSort: (sort: Sort) => void;
  readonly onChoose: (fn: FunctionKey) => void;
  /** The function's own page, where it has one. */
  readonly hrefOf?: ((fn: FunctionKey) => string) | undefined;
}

const FIRST_ROWS = 50;

/** Functions by self and total value. Search narrows it; a click shows a function's callers and callees. */
export function FunctionTable({ report, search, sort, chosen, onSort, onChoose, hrefOf }: FunctionTableProps) {
  const acting = useActing();
  const [all, setAll] = useState(false);
  const rows = useMemo(() => sortRows(filterRows(report.functions, search), sort), [report, search, sort]);
  const visible = all ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <div class="table-frame">
      <table class="functions">
        <thead>
          <tr>
            <SortHeader by="name" sort={sort} onSort={onSort}>
              Function
            </SortHeader>
            <SortHeader by="self" sort={sort} onSort={onSort} numeric>
              Self
            </SortHeader>
            <SortHeader by="total" sort={sort} onSort={onSort} numeric>
              Total
            </SortHeader>
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <tr
              key={`${row.name} ${row.package} ${row.file}:${row.line}`}
              {...rowHandlers(acting, { fn: row, id: '', isAbove: false })}
              class={chosen && chosen.name === row.name && chosen.file === row.file ? 'chosen' : ''}
            >
              <td>
                <button type="button" class="link" onClick={() => onChoose({ name: row.name, file: row.file })}>
                  <FunctionName name={row.name} file={row.file} package={row.package} line={row.line} />
                </button>{' '}
                {hrefOf && !isBoundary(row) && (
                  <a class="history-link" href={hrefOf(row)} aria-label={`History of ${isolated(row.name)}`}>
                    history
                  </a>
                )}
              </td>
              <Amount value={row.self} report={report} />
              <Amount value={row.total} report={report} />
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p class="hint">No function matches “{search}”.</p>}
      {rows.length > visible.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {rows.length}
        </button>
      )}
    </div>
  );
}

function Amount({ value, report }: { readonly value: number; readonly report: TopReport }) {
  const share = report.total > 0 ? value / report.total : 0;
  return (
    <td class="number amount">
      <span class="bar" style={{ width: `${Math.min(100, share * 100)}%` }} />
      <span class="share">{formatShare(share)}</span> <span class="value">{formatValue(value, report.unit)}</span>
    </td>
  );
}

function filterRows(rows: readonly TopRow[], search: string): readonly TopRow[] {
  const wanted = search.trim().toLowerCase();
  return wanted === '' ? rows : rows.filter((row) => matchesText([row.name, row.file, row.package], wanted));
}

function sortRows(rows: readonly TopRow[], sort: Sort): TopRow[] {
  if (sort === 'name') return [...rows].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [...rows].sort((a, b) => b[sort] - a[sort]);
}
