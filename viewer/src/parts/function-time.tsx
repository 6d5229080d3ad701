import type { Deploy, FunctionAmount, FunctionHistory } from '@perf/profile/api.js';
import { formatShare } from '@perf/profile/units.js';
import { useMemo, useState } from 'preact/hooks';
import { formatTime, type Span } from '../time.js';
import { AgeNote } from './age-note.js';
import { DeployMarkers } from './deploy-markers.js';
import type { PlotLine } from './time-canvas.js';
import { TimePlot } from './time-plot.js';

interface FunctionTimeProps {
  readonly report: FunctionHistory;
  readonly span: Span;
  readonly nowMs: number;
  readonly deploys: readonly Deploy[];
  readonly onBrush: (span: Span) => void;
  readonly deployHref: (deploy: Deploy) => string | null;
}

const HEIGHT_PIXELS = 132;

/** The function's share of everything over time: itself, and with what it calls. Shares do not follow the load. */
export function FunctionTime({ report, span, nowMs, deploys, onBrush, deployHref }: FunctionTimeProps) {
  const [at, setAt] = useState(-1);
  const lines = useMemo(
    (): PlotLine[] => [
      { values: report.steps.map((step) => step && shareOf(step, 'total')), look: 'bars' },
      { values: report.steps.map((step) => step && shareOf(step, 'self')), look: 'second' },
    ],
    [report],
  );
  const time = report.times[at];
  const step = report.steps[at];
  const amounts = step
    ? `${formatShare(shareOf(step, 'total'))}, itself ${formatShare(shareOf(step, 'self'))}`
    : 'nothing recorded';
  const readout = time === undefined ? '' : `${formatTime(time, nowMs)}  ${amounts}`;
  return (
    <section class="timeline" aria-label="Share over time">
      <p class="timeline-head">
        <span>
          <span class="plot-key">with what it calls</span> <span class="plot-key second">itself</span>
          <span class="head-words">as a share of all {report.type}</span>
        </span>
        <span class="readout">{readout || 'Drag to select a range'}</span>
      </p>
      <div class="timeline-plot">
        <TimePlot
          times={report.times}
          stepMs={report.stepMs}
          lines={lines}
          span={span}
          heightPixels={HEIGHT_PIXELS}
          timeAxis
          format={formatShare}
          slider={{
            name: 'Share over time. Arrow keys move, with Shift they select, Enter takes the selection.',
            text: readout || 'nowhere',
          }}
          onBrush={onBrush}
          onStep={setAt}
        />
        <DeployMarkers deploys={deploys} span={span} nowMs={nowMs} href={deployHref} />
      </div>
      <AgeNote {...report} nowMs={nowMs} />
    </section>
  );
}

export function shareOf(amount: FunctionAmount, which: 'self' | 'total'): number {
  return amount.whole > 0 ? amount[which] / amount.whole : 0;
}
