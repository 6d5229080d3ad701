import type { DiffReport, DiffRow, Finding, MatchedFunction } from '@perf/profile/api.js';
import { type ChangeRow as Changed, joinMatched } from '@perf/profile/matched-rows.js';
import { formatChange } from '@perf/profile/units.js';
import { changeText, intervalText, reachText } from '@perf/profile/verdict/words.js';
import { useMemo, useState } from 'preact/hooks';
import { filterRows, findingsOf, sortRows, sortWith } from '../change-rows.js';
import { CHANGE_STEPS, changeGlyph, changeLevel } from '../colours.js';
import type { ChangeSort } from '../url.js';
import { rowHandlers, useActing } from './acting.js';
import { ChangeTags } from './change-tags.js';
import { FunctionName } from './function-name.js';
import { SortHeader } from './sort-header.js';

interface ChangeTableProps {
  readonly report: DiffReport;
  /** By evidence; empty where nothing was found, or not yet. */
  readonly findings: readonly Finding[];
  /** What is one function of both sides under two names or places. */
  readonly matches: readonly MatchedFunction[];
  readonly format: (value: number) => string;
  readonly search: string;
  readonly sort: ChangeSort;
  readonly onSort: (sort: ChangeSort) => void;
  readonly onSearch: (search: string) => void;
}

/** A column of values; a new one is added here. */
interface Column {
  readonly by: Exclude<ChangeSort, 'name' | 'evidence'>;
  readonly heading: string;
  readonly value: (row: DiffRow) => number;
  /** With a sign always; `coloured` by its share of the whole as well. */
  readonly look: 'plain' | 'signed' | 'coloured';
}

const COLUMNS: readonly Column[] = [
  { by: 'self', heading: 'Self change', value: (row) => row.self - row.baseSelf, look: 'coloured' },
  { by: 'base', heading: 'Before', value: (row) => row.baseSelf, look: 'plain' },
  { by: 'comparison', heading: 'After', value: (row) => row.self, look: 'plain' },
  { by: 'total', heading: 'Total change', value: (row) => row.total - row.baseTotal, look: 'signed' },
];
const FIRST_ROWS = 15;

/** Functions by how much they changed. What is below the noise threshold stays, in grey. */
export function ChangeTable(props: ChangeTableProps) {
  const { report, findings, matches, format, search, sort, onSort, onSearch } = props;
  const [all, setAll] = useState(false);
  const found = useMemo(() => findingsOf(findings), [findings]);
  const by = sortWith(sort, found);
  const rows = useMemo(
    () => sortRows(filterRows(joinMatched(report.changes, matches), search), by, findings, found),
    [report, search, by, findings, matches, found],
  );
  const visible = all ? rows : rows.slice(0, FIRST_ROWS);
  const whole = Math.max(report.nodes.baseTotal[0] ?? 0, report.nodes.total[0] ?? 0);
  return (
    <div class="table-frame">
      <table class={found ? 'changes with-verdict' : 'changes'}>
        <thead>
          <tr>
            <SortHeader by="name" sort={by} onSort={onSort}>
              Function
            </SortHeader>
            {COLUMNS.map((column) => (
              <SortHeader key={column.by} by={column.by} sort={by} onSort={onSort} numeric>
                {column.heading}
              </SortHeader>
            ))}
            {found && (
              <SortHeader by="evidence" sort={by} onSort={onSort} numeric>
                Found, of CPU
              </SortHeader>
            )}
          </tr>
        </thead>
        <tbody>
          {visible.map((row) => (
            <ChangeRow
              key={`${row.function} ${row.package} ${row.file}`}
              row={row}
              found={found?.(row)}
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
  readonly row: Changed;
  /** Absent where the table has no column for it. */
  readonly found: readonly Finding[] | undefined;
  readonly whole: number;
  readonly format: (value: number) => string;
  readonly onSearch: (search: string) => void;
}

function ChangeRow({ row, found, whole, format, onSearch }: ChangeRowProps) {
  const acting = useActing();
  const fn = { name: row.function, file: row.file, package: row.package, line: 0 };
  const share = (change: number) => (whole > 0 ? change / whole : 0);
  const changes = COLUMNS.filter(({ look }) => look !== 'plain').map(({ value }) => Math.abs(share(value(row))));
  const noise = !found?.length && whole > 0 && Math.max(...changes) < CHANGE_STEPS[0];
  return (
    <tr {...rowHandlers(acting, { fn, id: '', isAbove: false })} class={noise ? 'noise' : ''}>
      <td>
        <button type="button" class="link" onClick={() => onSearch(row.function)} title="Find it in the flame graph">
          <FunctionName name={row.function} file={row.file} package={row.package} />
        </button>{' '}
        <ChangeTags row={row} finding={found?.[0]} />
      </td>
      {COLUMNS.map(({ by, value, look }) =>
        look === 'coloured' ? (
          <ColouredCell key={by} level={changeLevel(share(value(row)))} text={formatChange(value(row), format)} />
        ) : (
          <td key={by} class="number">
            {look === 'signed' ? formatChange(value(row), format) : format(value(row))}
          </td>
        ),
      )}
      {found && <FoundCell found={found} />}
    </tr>
  );
}

/** How much of all CPU it is by which a function changed, with the 95 % interval. */
function FoundCell({ found }: { readonly found: readonly Finding[] }) {
  const [best, ...others] = found;
  return (
    <td class="number">
      {best && (
        <>
          <strong>{changeText(best.delta, best)}</strong>, {intervalText(best)}
          <span class="place">
            {reachText(best)}
            {others.length > 0 && ` and ${others.length} more`}
          </span>
        </>
      )}
    </td>
  );
}

function ColouredCell({ level, text }: { readonly level: number; readonly text: string }) {
  const direction = level === 0 ? '' : level > 0 ? 'grew' : 'shrank';
  return (
    <td class={`number change ${direction}`}>
      <span class="glyph" aria-hidden="true">
        {changeGlyph(level) && (level > 0 ? '▲' : '▼')}
      </span>
      {text}
    </td>
  );
}
