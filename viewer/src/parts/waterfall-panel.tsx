import type { DiffReport, WaterfallBar } from '@perf/profile/api.js';
import { formatChange } from '@perf/profile/units.js';
import { useMemo } from 'preact/hooks';
import { isolated } from '../names.js';
import {
  placeOn,
  type WaterfallAxis,
  type WaterfallRow,
  waterfallAxis,
  waterfallRows,
  waterfallText,
} from '../waterfall.js';
import { FunctionName } from './function-name.js';

interface WaterfallPanelProps {
  readonly report: DiffReport;
  readonly format: (value: number) => string;
  /** Path id of the frame zoomed into. */
  readonly focus: string;
  readonly onFocus: (bar: WaterfallBar) => void;
}

/** The whole change, step by step from before to after: sub-trees that do not overlap, and everything else. */
export function WaterfallPanel({ report, format, focus, onFocus }: WaterfallPanelProps) {
  const rows = useMemo(() => waterfallRows(report), [report]);
  const axis = waterfallAxis(rows);
  return (
    <section class="panel" aria-label="Waterfall">
      <div class="panel-head">
        <h2>How it adds up</h2>
        <span class="place">{waterfallText(report, format)}</span>
      </div>
      <div class="table-frame">
        <table class="waterfall">
          <thead>
            <tr>
              <th scope="col">Call path</th>
              <td class="fall-track" aria-hidden="true">
                {axis.low > 0 && <span class="fall-cut">begins at {format(axis.low)}</span>}
              </td>
              <th scope="col" class="number">
                Change
              </th>
              <th scope="col" class="number">
                Before
              </th>
              <th scope="col" class="number">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.bar?.id ?? row.kind}
                row={row}
                axis={axis}
                format={format}
                chosen={row.bar !== null && row.bar.id === focus}
                onFocus={onFocus}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: WaterfallRow;
  readonly axis: WaterfallAxis;
  readonly format: (value: number) => string;
  readonly chosen: boolean;
  readonly onFocus: (bar: WaterfallBar) => void;
}

function Row({ row, axis, format, chosen, onFocus }: RowProps) {
  const { kind, bar } = row;
  const isStep = kind !== 'before' && kind !== 'after';
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <th scope="row">
        {bar ? (
          <button
            type="button"
            class="link"
            aria-pressed={chosen}
            title={`${pathText(bar)}\nZoom into it below`}
            onClick={() => onFocus(bar)}
          >
            <FunctionName name={bar.function} file={bar.file} package={bar.package} />
            {bar.path.length > 1 && <span class="fall-path">{callersText(bar)}</span>}
          </button>
        ) : (
          <span class={isStep ? 'place' : 'name'}>{TEXTS[kind]}</span>
        )}{' '}
        {bar?.base === 0 && <span class="tag new">New</span>}
        {bar?.comparison === 0 && <span class="tag gone">Gone</span>}
      </th>
      <td class="fall-track" aria-hidden="true">
        <Bar row={row} axis={axis} />
      </td>
      <td class={`number change ${row.change > 0 ? 'grew' : row.change < 0 ? 'shrank' : ''}`}>
        {isStep && (
          <>
            <span class="glyph" aria-hidden="true">
              {row.change > 0 ? '▲' : row.change < 0 ? '▼' : ''}
            </span>
            {formatChange(row.change, format)}
          </>
        )}
      </td>
      <td class="number">{kind !== 'after' && format(row.base)}</td>
      <td class="number">{kind !== 'before' && format(row.comparison)}</td>
    </tr>
  );
}

const TEXTS: Readonly<Record<WaterfallRow['kind'], string>> = {
  before: 'Before',
  up: '',
  down: '',
  rest: 'Everything else',
  after: 'After',
};

/** The step as a bar between two running totals, and the line that leads to the next one. */
function Bar({ row, axis }: Pick<RowProps, 'row' | 'axis'>) {
  const [from, until] = [placeOn(axis, row.from), placeOn(axis, row.until)];
  const percent = (share: number) => `${share * 100}%`;
  const left = Math.min(from, until);
  const isCut = axis.low > 0 && (row.kind === 'before' || row.kind === 'after');
  const direction = row.kind === 'rest' ? (row.change > 0 ? 'rest up' : 'rest down') : row.kind;
  return (
    <>
      <span
        class={`fall-bar ${direction}${isCut ? ' cut' : ''}`}
        style={{ left: percent(left), width: percent(Math.max(from, until) - left) }}
      />
      {row.kind !== 'after' && <span class="fall-level" style={{ left: percent(until) }} />}
    </>
  );
}

/** `main › handle ›`, the nearest callers of a bar. */
function callersText({ path, depth }: WaterfallBar): string {
  const callers = path.slice(-4, -1);
  return `${depth - 1 > callers.length ? '… › ' : ''}${callers.map(isolated).join(' › ')}`;
}

function pathText({ path, depth }: WaterfallBar): string {
  return `${depth > path.length ? '… › ' : ''}${path.map(isolated).join(' › ')}`;
}
