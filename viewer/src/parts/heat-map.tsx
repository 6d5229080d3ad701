import type { SeriesReport } from '@perf/profile/api.js';
import type { ComponentChildren } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { HEAT_LEVELS, type HeatCursor, type HeatRow, heatPaths, moveHeat } from '../heat.js';
import { isolated } from '../names.js';
import { formatTime, type Span } from '../time.js';
import { selectedSpan, selectedSteps } from '../time-keys.js';
import { Name } from './name.js';
import { LEFT_PIXELS, RIGHT_PIXELS, showTime } from './time-canvas.js';

interface HeatMapProps {
  readonly rows: readonly HeatRow[];
  readonly report: SeriesReport;
  readonly span: Span;
  readonly nowMs: number;
  /** Where the crosshair of the plots above is. */
  readonly atMs: number | null;
  readonly format: (value: number) => string;
  readonly onBrush: (span: Span) => void;
  /** The label whose values the rows are. */
  readonly by: string;
  readonly byPicker: ComponentChildren;
  readonly onValue: (value: string) => void;
}

const ROW_PIXELS = 16;
/** Shorter drags are clicks. */
const CLICK_PIXELS = 4;

/**
 * Cells by colour. A click on a row chooses its value, a drag selects time. By keyboard: one tab stop, arrows move,
 * shift and arrows select time, Enter takes the selection or chooses the row.
 */
export function HeatMap(props: HeatMapProps) {
  const { rows, report, span, nowMs, atMs, format, by, onBrush, onValue } = props;
  const labels = useRef<HTMLOListElement>(null);
  const pressed = useRef<{ x: number; step: number } | null>(null);
  const [cursor, setCursor] = useState<HeatCursor | null>(null);
  const { times, stepMs } = report;
  const paths = useMemo(() => heatPaths(rows, report, span), [rows, report, span.fromMs]);
  const steps = (span.untilMs - span.fromMs) / stepMs;

  const point = (next: HeatCursor | null) => {
    setCursor(next);
    showTime(next && (times[next.step] ?? 0) + stepMs / 2);
  };
  const choose = (row: number) => {
    const value = rows[row]?.value;
    if (value !== null && value !== undefined) onValue(value);
  };
  const take = (selected: HeatCursor) => {
    point(null);
    onBrush(selectedSpan(selected, report, span));
  };
  const cellAt = (event: PointerEvent): { row: number; step: number } => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const ms = span.fromMs + ((event.clientX - box.left) / box.width) * (span.untilMs - span.fromMs);
    const step = Math.floor((ms - (times[0] ?? span.fromMs)) / stepMs);
    const row = Math.floor((event.clientY - box.top) / ROW_PIXELS);
    return {
      row: Math.max(0, Math.min(rows.length - 1, row)),
      step: Math.max(0, Math.min(times.length - 1, step)),
    };
  };
  const onKeyDown = (event: KeyboardEvent, row: number) => {
    const at = cursor ?? { row, step: times.length - 1, anchor: times.length - 1 };
    const next = moveHeat(at, event, { rows: rows.length, steps: times.length });
    if (next) {
      point(next);
      labels.current?.querySelectorAll<HTMLElement>('button')[next.row]?.focus();
    } else if (event.key === 'Enter' && at.step !== at.anchor) take(at);
    else if (event.key === 'Escape' && cursor) point(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <p class="timeline-head">
        <span>
          {report.type} by {props.byPicker}
          <span class="heat-scale">
            0
            {paths.slice(1).map((_, level) => (
              <i key={HEAT_LEVELS - level} style={{ background: `var(--heat-${level + 1})` }} />
            ))}
            {format(Math.max(0, ...rows.map(({ peak }) => peak)))}
          </span>
        </span>
        <span class="readout" aria-live="polite">
          {cursor ? cellText(cursor) : `Click a row for that ${by} alone, drag to select a range`}
        </span>
      </p>
      <div class="heat" style={{ gridTemplateColumns: `${LEFT_PIXELS}px 1fr ${RIGHT_PIXELS}px` }}>
        <ol ref={labels} class="heat-labels">
          {rows.map((row, at) => (
            <li key={row.name}>
              <button
                type="button"
                class="link"
                tabIndex={at === (cursor?.row ?? 0) ? 0 : -1}
                aria-disabled={row.value === null}
                aria-label={row.value === null ? row.name : `Only the ${by} ${isolated(row.name)}`}
                title={isolated(row.name)}
                onClick={() => choose(at)}
                onKeyDown={(event) => onKeyDown(event, at)}
                onBlur={({ relatedTarget }) => {
                  if (!labels.current?.contains(relatedTarget as Node | null)) point(null);
                }}
              >
                <Name text={row.short} />
              </button>
            </li>
          ))}
        </ol>
        <div
          class="heat-cells"
          style={{ height: `${rows.length * ROW_PIXELS}px` }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            pressed.current = { x: event.clientX, step: cellAt(event).step };
          }}
          onPointerMove={(event) => {
            const at = cellAt(event);
            point({ ...at, anchor: pressed.current?.step ?? at.step });
          }}
          onPointerUp={(event) => {
            const from = pressed.current;
            pressed.current = null;
            if (!from) return;
            const at = cellAt(event);
            if (Math.abs(event.clientX - from.x) < CLICK_PIXELS) choose(at.row);
            else take({ ...at, anchor: from.step });
          }}
          onPointerCancel={() => {
            pressed.current = null;
          }}
          onPointerLeave={() => point(null)}
        >
          <svg viewBox={`0 0 ${steps} ${rows.length}`} preserveAspectRatio="none" aria-hidden="true">
            {paths.map((path, level) => (
              <path key={HEAT_LEVELS - level} d={path} style={{ fill: `var(--heat-${level})` }} />
            ))}
          </svg>
          {atMs !== null && <span class="heat-time" style={{ left: percent(atMs, span) }} />}
          {cursor && <Selected cursor={cursor} report={report} span={span} />}
        </div>
      </div>
    </>
  );

  function cellText(at: HeatCursor): string {
    const { row, step } = at;
    const value = rows[row]?.values[step] ?? null;
    const amount = value === null ? 'nothing recorded' : format(value);
    const [first, last] = selectedSteps(at);
    const from = formatTime(times[first] ?? span.fromMs, nowMs);
    const until = first === last ? '' : ` – ${formatTime((times[last] ?? span.untilMs) + stepMs, nowMs)}`;
    return `${isolated(rows[row]?.name ?? '')}  ${from}${until}  ${amount}`;
  }
}

/** The cell, or the times, that the pointer or the keyboard is at. */
function Selected({ cursor, report, span }: { cursor: HeatCursor; report: SeriesReport; span: Span }) {
  const { fromMs, untilMs } = selectedSpan(cursor, report, span);
  const whole = cursor.step !== cursor.anchor;
  return (
    <span
      class={whole ? 'heat-cursor range' : 'heat-cursor'}
      style={{
        left: percent(fromMs, span),
        width: percent(span.fromMs + untilMs - fromMs, span),
        top: whole ? '0' : `${cursor.row * ROW_PIXELS}px`,
        height: whole ? '100%' : `${ROW_PIXELS}px`,
      }}
    />
  );
}

function percent(ms: number, { fromMs, untilMs }: Span): string {
  return `${(100 * (ms - fromMs)) / (untilMs - fromMs)}%`;
}
