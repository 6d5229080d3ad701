import type { LabelsReport, SeriesReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatValue } from '@perf/profile/units.js';
import { useMemo } from 'preact/hooks';
import { labelsPath, seriesPath, type When } from '../api.js';
import { type HeatRow, heatRows } from '../heat.js';
import { isolated } from '../names.js';
import { type Selector, withMatcher } from '../selector.js';
import { formatTime, type Span, stepMs } from '../time.js';
import { useApi } from '../use-api.js';
import { HeatMap } from './heat-map.js';
import { Name } from './name.js';
import { Missing, NotRefreshed } from './states.js';

interface InstancesStripProps {
  readonly selector: Selector;
  readonly when: When;
  readonly span: Span;
  readonly nowMs: number;
  readonly atMs: number | null;
  readonly onBrush: (span: Span) => void;
  readonly onSelector: (selector: Selector) => void;
  /** The label whose values are told apart. */
  readonly by: string;
  readonly onBy: (by: string) => void;
}

const MOST_ROWS = 30;
const MOST_CELLS = 100;

/** Which instance, or value of another label, was busy when: one row each, the largest first. */
export function InstancesStrip(props: InstancesStripProps) {
  const { selector, when, span, nowMs, by, onBrush, onSelector } = props;
  const path = seriesPath(selector, when, stepMs(span, MOST_CELLS), by, String(MOST_ROWS));
  const answer = useApi<SeriesReport>(path);
  const report = answer.data;
  const rows = useMemo(() => (report ? heatRows(report, by) : []), [report]);
  const choose = (value: string) => onSelector(withMatcher(selector, { name: by, op: '=', value }));
  if (!report) return <Missing what={`groups by ${isolated(by)}`} answer={answer} />;
  const rate = isInstant(report.type) ? '' : '/s';
  const format = (value: number) => `${formatValue(value, report.unit)}${rate}`;
  return (
    <section
      class={answer.stale ? 'instances stale' : 'instances'}
      aria-label={by === 'instance' ? 'Instances' : `By ${isolated(by)}`}
      aria-busy={answer.stale}
    >
      <NotRefreshed answer={answer} />
      <HeatMap
        rows={rows}
        report={report}
        span={span}
        nowMs={nowMs}
        atMs={props.atMs}
        format={format}
        onBrush={onBrush}
        by={by}
        byPicker={<ByPicker by={by} selector={selector} when={when} onBy={props.onBy} />}
        onValue={choose}
      />
      <RowsTable rows={rows} by={by} type={report.type} nowMs={nowMs} format={format} onValue={choose} />
    </section>
  );
}

interface ByPickerProps {
  readonly by: string;
  readonly selector: Selector;
  readonly when: When;
  readonly onBy: (by: string) => void;
}

function ByPicker({ by, selector, when, onBy }: ByPickerProps) {
  const answer = useApi<LabelsReport>(labelsPath(selector, when));
  const known = (answer.data?.labels ?? []).filter((label) => label !== 'service');
  return (
    <select aria-label="Group by" value={by} onChange={(event) => onBy(event.currentTarget.value)}>
      {[...new Set([by, 'instance', ...known])].sort().map((label) => (
        <option key={label} value={label}>
          {isolated(label)}
        </option>
      ))}
    </select>
  );
}

interface RowsTableProps {
  readonly rows: readonly HeatRow[];
  readonly by: string;
  readonly type: string;
  readonly nowMs: number;
  readonly format: (value: number) => string;
  readonly onValue: (value: string) => void;
}

/** The same in words: names in full, and for those who cannot see colours. Instances are many, and known by a few letters. */
function RowsTable({ rows, by, type, nowMs, format, onValue }: RowsTableProps) {
  return (
    <div class={by === 'instance' ? 'visually-hidden' : 'groups-table'}>
      <table>
        <caption class="visually-hidden">
          {type} by {isolated(by)}
        </caption>
        <thead>
          <tr>
            <th scope="col">{isolated(by)}</th>
            <th scope="col" class="number">
              On average
            </th>
            <th scope="col" class="number">
              Most
            </th>
            <th scope="col" class="number">
              At
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value, mean, peak, peakMs }) => (
            <tr key={name}>
              <th scope="row">
                {by === 'instance' || value === null ? (
                  <Name text={name} />
                ) : (
                  <button type="button" class="link" onClick={() => onValue(value)}>
                    <Name text={name} />
                  </button>
                )}
              </th>
              <td class="number">{format(mean)}</td>
              <td class="number">{format(peak)}</td>
              <td class="number">{formatTime(peakMs, nowMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
