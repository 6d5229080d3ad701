import type { NumbersReport } from '@perf/profile/api.js';
import { useMemo, useState } from 'preact/hooks';
import { numbersPath, type When } from '../api.js';
import { type NumberPlot, numberPlots } from '../numbers.js';
import type { Selector } from '../selector.js';
import { formatTime, type Span, stepMs } from '../time.js';
import { useApi } from '../use-api.js';
import { Missing, NotRefreshed } from './states.js';
import type { PlotLine } from './time-canvas.js';
import { TimePlot } from './time-plot.js';

interface NumbersStripProps {
  readonly selector: Selector;
  readonly when: When;
  readonly span: Span;
  readonly nowMs: number;
  readonly onBrush: (span: Span) => void;
}

const HEIGHT_PIXELS = 52;

/** What agents measured beside profiles, small, on the timeline's axis: a bump here leads to the frames of its time. */
export function NumbersStrip({ selector, when, span, nowMs, onBrush }: NumbersStripProps) {
  const answer = useApi<NumbersReport>(numbersPath(selector, when, stepMs(span)));
  const report = answer.data;
  const plots = useMemo(() => (report ? numberPlots(report) : []), [report]);
  if (!report) return <Missing what="numbers" answer={answer} />;
  const measured = plots.filter(({ lines }) => lines.length > 0);
  const missing = plots.filter(({ lines }) => lines.length === 0);
  return (
    <section class={answer.stale ? 'numbers stale' : 'numbers'} aria-label="Numbers" aria-busy={answer.stale}>
      <NotRefreshed answer={answer} />
      {measured.map((plot) => (
        <SmallPlot key={plot.title} plot={plot} report={report} span={span} onBrush={onBrush} />
      ))}
      {measured.length > 0 &&
        missing.map(({ title, missing: words }) => (
          <p class="strip-note" key={title}>
            <strong>{title}</strong> {words}
          </p>
        ))}
      {measured.length === 0 && report.untold.length === 0 && (
        <p class="strip-note">
          No window of this range came with numbers: agents send them, profiles that are pushed have none.
        </p>
      )}
      {report.ignored.length > 0 && (
        <p class="strip-note">Of whole processes: {report.ignored.join(', ')} cannot select them.</p>
      )}
      {report.untold.map((part) => (
        <p class="strip-note" key={part.fromMs}>
          From {formatTime(part.fromMs, nowMs)} to {formatTime(part.untilMs, nowMs)} profiles are kept, and numbers are
          not: days this old are sums.
        </p>
      ))}
      {report.oneIn > 1 && <p class="strip-note">From one window in {report.oneIn}.</p>}
    </section>
  );
}

interface SmallPlotProps {
  readonly plot: NumberPlot;
  readonly report: NumbersReport;
  readonly span: Span;
  readonly onBrush: (span: Span) => void;
}

const LOOKS: readonly PlotLine['look'][] = ['line', 'second'];

function SmallPlot({ plot, report, span, onBrush }: SmallPlotProps) {
  const [step, setStep] = useState(-1);
  const { title, words, format } = plot;
  const lines = useMemo(
    () => plot.lines.map(({ values }, at): PlotLine => ({ values, look: LOOKS[at] ?? 'second' })),
    [plot],
  );
  const several = lines.length > 1;
  return (
    <figure class="small-plot" aria-label={`${title}: ${summary(plot)}`}>
      <figcaption class="timeline-head">
        <span>
          <strong>{title}</strong> {words}
        </span>
        <span class="readout">
          {plot.lines.map(({ name, values }, at) => {
            const value = values[step];
            return (
              <span key={name} class={several ? `plot-key ${LOOKS[at]}` : ''}>
                {several && `${name} `}
                {value == null ? (step < 0 ? '' : 'nothing') : format(value)}
              </span>
            );
          })}
        </span>
      </figcaption>
      <TimePlot
        times={report.times}
        stepMs={report.stepMs}
        lines={lines}
        span={span}
        heightPixels={HEIGHT_PIXELS}
        timeAxis={false}
        format={format}
        binary={plot.binary}
        onBrush={onBrush}
        onStep={setStep}
      />
    </figure>
  );
}

/** For those who cannot see the line: `heap used 40 MiB to 52 MiB`. */
function summary({ lines, format }: NumberPlot): string {
  return lines
    .map(({ name, values }) => {
      const known = values.filter((value) => value !== null);
      const reach = `${format(Math.min(...known))} to ${format(Math.max(...known))}`;
      return lines.length > 1 ? `${name} ${reach}` : reach;
    })
    .join(', ');
}
