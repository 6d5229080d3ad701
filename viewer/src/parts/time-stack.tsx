import type { Deploy, SeriesReport, ShareChange } from '@perf/profile/api.js';
import { useState } from 'preact/hooks';
import { seriesPath, type When, whenOf } from '../api.js';
import type { Selector } from '../selector.js';
import { previousSpan, type Span, stepMs } from '../time.js';
import type { Strip } from '../url.js';
import { useApi } from '../use-api.js';
import { useInSteps } from '../use-in-steps.js';
import { AgeNote } from './age-note.js';
import { InstancesStrip } from './instances-strip.js';
import { NumbersStrip } from './numbers-strip.js';
import { Missing, NotRefreshed } from './states.js';
import { Timeline } from './timeline.js';

interface TimeStackProps {
  readonly selector: Selector;
  readonly when: When;
  readonly span: Span;
  readonly nowMs: number;
  readonly deploys: readonly Deploy[];
  readonly changes: readonly ShareChange[];
  readonly strips: readonly Strip[];
  readonly onStrips: (strips: readonly Strip[]) => void;
  /** The label that instances are told apart by, or what else. */
  readonly by: string;
  readonly onBy: (by: string) => void;
  readonly onBrush: (span: Span) => void;
  readonly onSelector: (selector: Selector) => void;
  readonly deployHref: (deploy: Deploy) => string | null;
}

const STRIPS: readonly (readonly [Strip, string, string])[] = [
  ['numbers', 'Numbers', 'CPU, event loop, garbage collection, memory and requests on the same axis'],
  ['instances', 'Instances', 'Which instance, endpoint, version or other label was busy when'],
];

/** Everything that has time from left to right, on one axis with one crosshair. A drag in any of them sets the range. */
export function TimeStack(props: TimeStackProps) {
  const { selector, when, span, strips, onStrips } = props;
  const [atMs, setAtMs] = useState<number | null>(null);
  const { answer: series, stepMs: step } = useInSteps<SeriesReport>(
    (one) => seriesPath(selector, when, one),
    stepMs(span),
  );
  const before = previousSpan(span, step);
  const previousPath = before && seriesPath(selector, whenOf(before, when), step);
  const previous = useApi<SeriesReport>(previousPath);
  const report = series.data;
  return (
    <section class="timeline" aria-label="Over time">
      <Timeline
        report={report}
        type={selector.type}
        stepMs={step}
        previous={previous.path === previousPath && !series.loading ? previous.data : null}
        span={span}
        nowMs={props.nowMs}
        deploys={props.deploys}
        changes={props.changes}
        onBrush={props.onBrush}
        onTime={setAtMs}
        deployHref={props.deployHref}
      />
      {!report && (
        <div class="timeline-missing">
          <Missing what="the timeline" answer={series} />
        </div>
      )}
      {report && <AgeNote {...report} nowMs={props.nowMs} />}
      <div class="strip-toggles">
        {STRIPS.map(([strip, text, title]) => {
          const open = strips.includes(strip);
          return (
            <button
              key={strip}
              type="button"
              class="quiet"
              aria-expanded={open}
              title={title}
              onClick={() => onStrips(open ? strips.filter((one) => one !== strip) : [...strips, strip])}
            >
              <span aria-hidden="true">{open ? '▾' : '▸'}</span> {text}
            </button>
          );
        })}
        <NotRefreshed answer={series} />
      </div>
      {strips.includes('numbers') && (
        <NumbersStrip selector={selector} when={when} span={span} nowMs={props.nowMs} onBrush={props.onBrush} />
      )}
      {strips.includes('instances') && (
        <InstancesStrip
          selector={selector}
          when={when}
          span={span}
          nowMs={props.nowMs}
          atMs={atMs}
          onBrush={props.onBrush}
          onSelector={props.onSelector}
          by={props.by}
          onBy={props.onBy}
        />
      )}
    </section>
  );
}
