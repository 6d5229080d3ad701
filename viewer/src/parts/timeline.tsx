import type { Deploy, SeriesReport, ShareChange } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatSeconds, formatValue } from '@perf/profile/units.js';
import { useMemo, useState } from 'preact/hooks';
import { formatTime, type Span } from '../time.js';
import { ChangeMarkers } from './change-markers.js';
import { DeployMarkers } from './deploy-markers.js';
import type { PlotLine } from './time-canvas.js';
import { TimePlot } from './time-plot.js';

interface TimelineProps {
  /** Null until it is there: the axes are drawn, so that nothing moves when it comes. */
  readonly report: SeriesReport | null;
  readonly type: string;
  readonly stepMs: number;
  /** The same of a time as long before it, on the same steps; null where there is none. */
  readonly previous: SeriesReport | null;
  readonly span: Span;
  readonly nowMs: number;
  readonly deploys: readonly Deploy[];
  /** Those that no deploy explains. */
  readonly changes?: readonly ShareChange[];
  readonly onBrush: (span: Span) => void;
  /** Where the crosshair is, wherever on the page the pointer moved it. */
  readonly onTime: (ms: number | null) => void;
  /** Where a marker leads; null for the first version, which has nothing to be compared with. */
  readonly deployHref: (deploy: Deploy) => string | null;
}

const HEIGHT_PIXELS = 104;

/** The total over time, over a ghost of the time before. Dragging selects a range; deploys are links at their moment. */
export function Timeline(props: TimelineProps) {
  const { report, previous, type, span, nowMs, deploys, onBrush, onTime, deployHref } = props;
  const [step, setStep] = useState(-1);
  const rate = !isInstant(type);
  const unit = report?.unit ?? '';
  const format = (value: number) => (report ? `${formatValue(value, unit)}${rate ? '/s' : ''}` : '');
  const lines = useMemo((): PlotLine[] => {
    if (!report) return [{ values: [null, null], look: 'bars' }];
    const before = previous ? ratesOf(previous) : [];
    const ghost = report.times.map((_, at) => before[at] ?? null);
    const bars: PlotLine = { values: ratesOf(report), look: 'bars' };
    return ghost.some((value) => value !== null) ? [bars, { values: ghost, look: 'ghost' }] : [bars];
  }, [report, previous]);
  const [now, ghost] = lines;
  const times = useMemo(() => report?.times ?? [span.fromMs, span.untilMs], [report, span.fromMs, span.untilMs]);
  const agoMs = previous && report && report.fromMs - previous.fromMs;
  const at = (line: PlotLine | undefined) => {
    const value = line?.values[step];
    return value == null ? 'nothing' : format(value);
  };
  const time = report?.times[step];
  const readout =
    time === undefined ? '' : `${formatTime(time, nowMs)}  ${at(now)}${ghost ? `, ${at(ghost)} before` : ''}`;
  return (
    <div class="timeline-total">
      <p class="timeline-head">
        <span>
          {type} per {rate ? 'instance and second' : 'instance'}
          {ghost && agoMs && <span class="ghost-key"> {formatSeconds(agoMs / 1000)} before</span>}
        </span>
        <span class="readout">{readout || 'Drag to select a range'}</span>
      </p>
      <div class="timeline-plot">
        <TimePlot
          times={times}
          stepMs={report?.stepMs ?? props.stepMs}
          lines={lines}
          span={span}
          heightPixels={HEIGHT_PIXELS}
          timeAxis
          format={format}
          binary={unit === 'bytes'}
          slider={{
            name: `${type} over time. Arrow keys move, with Shift they select, Enter takes the selection.`,
            text: readout || 'nowhere',
          }}
          onBrush={onBrush}
          onStep={(at) => {
            setStep(at);
            onTime(report?.times[at] ?? null);
          }}
        />
        <DeployMarkers deploys={deploys} span={span} nowMs={nowMs} href={deployHref} />
        <ChangeMarkers changes={props.changes ?? []} span={span} />
      </div>
    </div>
  );
}

/** Rates where values add up over time; what is held at a moment has no rate. */
export function ratesOf(report: SeriesReport, group = report.groups[0]): readonly (number | null)[] {
  if (!group) return report.times.map(() => null);
  return isInstant(report.type) ? group.values : group.perSecond;
}
