import type { DeploysReport, SeriesReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatValue } from '@perf/profile/units.js';
import { useMemo, useState } from 'preact/hooks';
import { deploysPath, seriesPath, whenOf } from '../api.js';
import { compareDeploy } from '../deploys.js';
import { labelOf, type Selector } from '../selector.js';
import { aroundBoth, commonSelector } from '../side-spans.js';
import { formatTime, type Span, stepMs } from '../time.js';
import { printRoute } from '../url.js';
import { useApi } from '../use-api.js';
import { useInSteps } from '../use-in-steps.js';
import { DeployMarkers } from './deploy-markers.js';
import { placeOf, SideLane, spanText } from './side-lane.js';
import { Missing, NotRefreshed } from './states.js';
import { LEFT_PIXELS, type PlotLine, RIGHT_PIXELS } from './time-canvas.js';
import { TimePlot } from './time-plot.js';
import { ratesOf } from './timeline.js';

interface SidesTimelineProps {
  readonly base: Selector;
  readonly comparison: Selector;
  readonly baseSpan: Span;
  readonly span: Span;
  readonly nowMs: number;
  readonly onBaseSpan: (span: Span) => void;
  readonly onSpan: (span: Span) => void;
}

const HEIGHT_PIXELS = 68;
/** The room of the plot without its axes, which what is laid over it shares. */
const INSIDE = { left: `${LEFT_PIXELS}px`, right: `${RIGHT_PIXELS}px` };

/** Both ranges of a comparison on one axis, over what all versions did then. Each is a bar that is dragged. */
export function SidesTimeline(props: SidesTimelineProps) {
  const { base, comparison, baseSpan, span, nowMs, onBaseSpan, onSpan } = props;
  const [step, setStep] = useState(-1);
  const [moved, setMoved] = useState<{ readonly base: Span | null; readonly comparison: Span | null }>(NOT_MOVED);
  const within = aroundBoth(baseSpan, span, nowMs);
  const selector = commonSelector(base, comparison);
  const service = labelOf(selector, 'service');
  const when = whenOf(within, { from: '', until: '' });
  const { answer, stepMs: stepped } = useInSteps<SeriesReport>(
    (one) => seriesPath(selector, when, one),
    stepMs(within, 120),
  );
  const deploys = useApi<DeploysReport>(service ? deploysPath(service) : null).data?.deploys ?? [];
  const report = answer.data;
  const lines = useMemo(
    (): PlotLine[] => [{ values: report ? ratesOf(report) : [null, null], look: 'bars' }],
    [report],
  );
  const times = useMemo(
    () => report?.times ?? [within.fromMs, within.untilMs],
    [report, within.fromMs, within.untilMs],
  );
  const rate = isInstant(comparison.type) ? '' : '/s';
  const format = (value: number) => (report ? `${formatValue(value, report.unit)}${rate}` : '');
  const [at, value] = [report?.times[step], lines[0]?.values[step]];
  const shown = { base: moved.base ?? baseSpan, comparison: moved.comparison ?? span };
  const readout = moved.base
    ? `Before: ${spanText(moved.base, nowMs)}`
    : moved.comparison
      ? `After: ${spanText(moved.comparison, nowMs)}`
      : at === undefined
        ? 'Drag a bar, or its ends'
        : `${formatTime(at, nowMs)}  ${value == null ? 'nothing' : format(value)}`;
  const lane = { within, stepMs: stepped, nowMs };
  return (
    <section class="timeline sides-timeline" aria-label="Both ranges over time">
      <p class="timeline-head">
        <span>
          {comparison.type} per instance{rate && ' and second'}, all versions <NotRefreshed answer={answer} />
        </span>
        <span class="readout">{readout}</span>
      </p>
      <div class="timeline-plot">
        <TimePlot
          times={times}
          stepMs={report?.stepMs ?? stepped}
          lines={lines}
          span={within}
          heightPixels={HEIGHT_PIXELS}
          timeAxis
          format={format}
          binary={report?.unit === 'bytes'}
          onBrush={onSpan}
          onStep={setStep}
        />
        <div class="side-shades" style={INSIDE} aria-hidden="true">
          <span class="side-shade before" style={placeOf(shown.base, within)} />
          <span class="side-shade after" style={placeOf(shown.comparison, within)} />
        </div>
        <DeployMarkers
          deploys={deploys}
          span={within}
          nowMs={nowMs}
          href={(deploy) => {
            const route = compareDeploy(service, comparison.type, deploys, deploy);
            return route && printRoute(route);
          }}
        />
      </div>
      {!report && (
        <div class="timeline-missing">
          <Missing what="the timeline" answer={answer} />
        </div>
      )}
      <div class="side-lanes" style={{ marginLeft: INSIDE.left, marginRight: INSIDE.right }}>
        <SideLane
          title="Before"
          span={baseSpan}
          {...lane}
          onMove={(one) => setMoved({ base: one, comparison: null })}
          onSpan={onBaseSpan}
        />
        <SideLane
          title="After"
          span={span}
          {...lane}
          onMove={(one) => setMoved({ base: null, comparison: one })}
          onSpan={onSpan}
        />
      </div>
    </section>
  );
}

const NOT_MOVED = { base: null, comparison: null };
