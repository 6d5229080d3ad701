import type { DiffReport, DiffRow } from '@perf/profile/api.js';
import { matchesText, wantedText } from '@perf/profile/match.js';
import { useMemo, useState } from 'preact/hooks';
import { CHANGE_STEPS, changeGlyph, changeLevel } from '../colours.js';
import { formatChange } from '../units.js';
import type { ChangeSort } from '../url.js';
import { FunctionName } from './function-name.js';
import { SortHeader } from './sort-header.js';

interface ChangeTableProps {
  readonly report: DiffReport;
  readonly format: (value: number) => string;
  readonly search: string;
  readonly sort: ChangeSort;
  readonly onSort: (sort: ChangeSort) => void;
  readonly onSearch: (search: string) => void;
}

const FIRST_ROWS = 15;

/** Functions by how much they changed. What is below the noise threshold stays, in grey. */
export function ChangeTable({ report, format, search, sort, onSort, onSearch }: ChangeTableProps) {
  const [all, setAll] = useState(false);
  const rows = useMemo(() => sortRows(filterRows(report.changes, search), sort), [report, search, sort]);
  const visible = all ? rows : rows.slice(0, FIRST_ROWS);
  const whole = Math.max(report.nodes.baseTotal[0] ?? 0, report.nodes.total[0] ?? 0);
  const heading = (by: ChangeSort, text: string) => (
    <SortHeader by={by} sort={sort} onSort={onSort} numeric={by !== 'name'}>
      {text}
    </SortHeader>
  );
  return (
    <div class="table-frame">
      <table class="changes">
        <thead>
          <tr>
            {heading('name', 'Function')}
            {heading('self', 'Self change')}
            {heading('base', 'Before')}
            {heading('comparison', 'After')}
            {heading('total', 'Total change')}
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <ChangeRow
              key={`${row.function} ${row.package} ${row.file}`}
              row={row}
              whole={whole}
              format={format}
              onSearch={onSearch}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p class="hint">{search ? `No function matches “${search}”.` : 'Nothing ran on either side.'}</p>
      )}
      {rows.length > visible.length && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          Show all {rows.length}
        </button>
      )}
    </div>
  );
}

interface ChangeRowProps {
  readonly row: DiffRow;
  readonly whole: number;
  readonly format: (value: number) => string;
  readonly onSearch: (search: string) => void;
}

function ChangeRow({ row, whole, format, onSearch }: ChangeRowProps) {
  const self = row.self - row.baseSelf;
  const total = row.total - row.baseTotal;
  const level = changeLevel(whole > 0 ? self / whole : 0);
  const noise = whole > 0 && Math.max(Math.abs(self), Math.abs(total)) / whole < CHANGE_STEPS[0];
  return (
    <tr class={noise ? 'noise' : ''}>
      <td>
        <button type="button" class="link" onClick={() => onSearch(row.function)} title="Find it in the flame graph">
          <FunctionName name={row.function} file={row.file} package={row.package} />
        </button>{' '}
        {row.kind === 'new' && <span class="tag new">New</span>}
        {row.kind === 'gone' && <span class="tag gone">Gone</span>}
      </td>
      <td class={`number change ${changeClass(level)}`}>
        <span class="glyph" aria-hidden="true">
          {changeGlyph(level) && (level > 0 ? '▲' : '▼')}
        </span>
        {formatChange(self, format)}
      </td>
      <td class="number">{format(row.baseSelf)}</td>
      <td class="number">{format(row.self)}</td>
      <td class="number">{formatChange(total, format)}</td>
    </tr>
  );
}

function changeClass(level: number): string {
  if (level === 0) return '';
  return level > 0 ? 'grew' : 'shrank';
}

function filterRows(rows: readonly DiffRow[], search: string): readonly DiffRow[] {
  const wanted = wantedText(search);
  return wanted === '' ? rows : rows.filter((row) => matchesText([row.function, row.file, row.package], wanted));
}

function sortRows(rows: readonly DiffRow[], sort: ChangeSort): DiffRow[] {
  const keys: Record<Exclude<ChangeSort, 'name'>, (row: DiffRow) => number> = {
    self: (row) => Math.abs(row.self - row.baseSelf),
    total: (row) => Math.abs(row.total - row.baseTotal),
    base: (row) => row.baseSelf,
    comparison: (row) => row.self,
  };
  if (sort === 'name')
    return [...rows].sort((a, b) => (a.function < b.function ? -1 : a.function > b.function ? 1 : 0));
  const key = keys[sort];
  return [...rows].sort((a, b) => key(b) - key(a));
}
