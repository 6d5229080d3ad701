import type { Deploy, SeriesReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatSeconds, formatValue } from '@perf/profile/units.js';
import { useMemo, useState } from 'preact/hooks';
import { formatTime, type Span } from '../time.js';
import { DeployMarkers } from './deploy-markers.js';
import { type PlotLine, TimePlot } from './time-plot.js';

interface TimelineProps {
  readonly report: SeriesReport;
  /** The same of a time as long before it, on the same steps; null where there is none. */
  readonly previous: SeriesReport | null;
  readonly span: Span;
  readonly nowMs: number;
  readonly deploys: readonly Deploy[];
  readonly onBrush: (span: Span) => void;
  /** Where the crosshair is, wherever on the page the pointer moved it. */
  readonly onTime: (ms: number | null) => void;
  /** Where a marker leads; null for the first version, which has nothing to be compared with. */
  readonly deployHref: (deploy: Deploy) => string | null;
}

const HEIGHT_PIXELS = 104;

/** The total over time, over a ghost of the time before. Dragging selects a range; deploys are links at their moment. */
export function Timeline(props: TimelineProps) {
  const { report, previous, span, nowMs, deploys, onBrush, onTime, deployHref } = props;
  const [step, setStep] = useState(-1);
  const rate = !isInstant(report.type);
  const format = (value: number) => `${formatValue(value, report.unit)}${rate ? '/s' : ''}`;
  const lines = useMemo((): PlotLine[] => {
    const before = previous ? ratesOf(previous) : [];
    const ghost = report.times.map((_, at) => before[at] ?? null);
    const bars: PlotLine = { values: ratesOf(report), look: 'bars' };
    return ghost.some((value) => value !== null) ? [bars, { values: ghost, look: 'ghost' }] : [bars];
  }, [report, previous]);
  const [now, ghost] = lines;
  const agoMs = previous && report.fromMs - previous.fromMs;
  const at = (line: PlotLine | undefined) => {
    const value = line?.values[step];
    return value == null ? 'nothing' : format(value);
  };
  const time = report.times[step];
  return (
    <div class="timeline-total">
      <p class="timeline-head">
        <span>
          {report.type} per {rate ? 'instance and second' : 'instance'}
          {ghost && agoMs && <span class="ghost-key"> {formatSeconds(agoMs / 1000)} before</span>}
        </span>
        <span class="readout">
          {time === undefined
            ? 'Drag to select a range'
            : `${formatTime(time, nowMs)}  ${at(now)}${ghost ? `, ${at(ghost)} before` : ''}`}
        </span>
      </p>
      <div class="timeline-plot">
        <TimePlot
          times={report.times}
          stepMs={report.stepMs}
          lines={lines}
          span={span}
          heightPixels={HEIGHT_PIXELS}
          timeAxis
          format={format}
          binary={report.unit === 'bytes'}
          onBrush={onBrush}
          onStep={(at) => {
            setStep(at);
            onTime(report.times[at] ?? null);
          }}
        />
        <DeployMarkers deploys={deploys} span={span} nowMs={nowMs} href={deployHref} />
      </div>
    </div>
  );
}

/** Rates where values add up over time; what is held at a moment has no rate. */
export function ratesOf(report: SeriesReport, group = report.groups[0]): readonly (number | null)[] {
  if (!group) return report.times.map(() => null);
  return isInstant(report.type) ? group.values : group.perSecond;
}
