import type { SeriesReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatValue } from '@perf/profile/units.js';
import { useMemo } from 'preact/hooks';
import { seriesPath, type When } from '../api.js';
import { type HeatRow, heatRows } from '../heat.js';
import { type Selector, withMatcher } from '../selector.js';
import { formatTime, type Span, stepMs } from '../time.js';
import { useApi } from '../use-api.js';
import { HeatMap } from './heat-map.js';
import { Failure } from './states.js';

interface InstancesStripProps {
  readonly selector: Selector;
  readonly when: When;
  readonly span: Span;
  readonly nowMs: number;
  readonly atMs: number | null;
  readonly onBrush: (span: Span) => void;
  readonly onSelector: (selector: Selector) => void;
}

const MOST_ROWS = 30;
const MOST_CELLS = 100;

/** Which instance was busy when: one row each, the largest first. */
export function InstancesStrip(props: InstancesStripProps) {
  const { selector, when, span, nowMs, onBrush, onSelector } = props;
  const path = seriesPath(selector, when, stepMs(span, MOST_CELLS), 'instance', String(MOST_ROWS));
  const answer = useApi<SeriesReport>(path);
  const report = answer.data;
  const rows = useMemo(() => (report ? heatRows(report) : []), [report]);
  if (answer.problem) return <Failure problem={answer.problem} retry={answer.retry} />;
  if (!report) return <p class="strip-note">Loading instances…</p>;
  const rate = isInstant(report.type) ? '' : '/s';
  const format = (value: number) => `${formatValue(value, report.unit)}${rate}`;
  return (
    <section class={answer.loading ? 'instances stale' : 'instances'} aria-label="Instances" aria-busy={answer.loading}>
      <HeatMap
        rows={rows}
        report={report}
        span={span}
        nowMs={nowMs}
        atMs={props.atMs}
        format={format}
        onBrush={onBrush}
        onInstance={(value) => onSelector(withMatcher(selector, { name: 'instance', op: '=', value }))}
      />
      <RowsTable rows={rows} type={report.type} nowMs={nowMs} format={format} />
    </section>
  );
}

interface RowsTableProps {
  readonly rows: readonly HeatRow[];
  readonly type: string;
  readonly nowMs: number;
  readonly format: (value: number) => string;
}

/** The same for those who cannot see colours. */
function RowsTable({ rows, type, nowMs, format }: RowsTableProps) {
  return (
    <div class="visually-hidden">
      <table>
        <caption>{type} by instance</caption>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col">On average</th>
            <th scope="col">Most</th>
            <th scope="col">At</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td>{format(row.mean)}</td>
              <td>{format(row.peak)}</td>
              <td>{formatTime(row.peakMs, nowMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
