import { useEffect, useRef } from 'preact/hooks';
import { moveTime, selectedSpan, type TimeCursor } from '../time-keys.js';
import { createTimeCanvas, showTime, type TimeCanvas, type TimeDrawing } from './time-canvas.js';
import { useWidth } from './use-width.js';

interface TimePlotProps extends TimeDrawing {
  /** What the keyboard and screen readers know it by, and what is under the crosshair; a plot without is passed over. */
  readonly slider?: { readonly name: string; readonly text: string };
}

/**
 * Values over time. Dragging selects a range; the crosshair is shared by all plots of the page. By keyboard: arrows move
 * it, with shift they select, Enter takes the selection.
 */
export function TimePlot(props: TimePlotProps) {
  const { times, stepMs, lines, span, heightPixels, slider, onBrush } = props;
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<TimeCanvas | null>(null);
  const cursor = useRef<TimeCursor | null>(null);
  const widthPixels = useWidth(host);
  const latest = useRef<TimeDrawing>(props);
  latest.current = props;

  useEffect(() => {
    if (!host.current || widthPixels < 100) return;
    const created = createTimeCanvas(host.current, widthPixels, latest);
    canvas.current = created;
    return () => {
      canvas.current = null;
      created.destroy();
    };
  }, [widthPixels, heightPixels, stepMs, span.untilMs - span.fromMs, lines.map(({ look }) => look).join()]);
  useEffect(() => canvas.current?.update(), [times, lines, span.fromMs, span.untilMs]);

  const point = (next: TimeCursor | null) => {
    cursor.current = next;
    showTime(next && (times[next.step] ?? 0) + stepMs / 2);
    canvas.current?.select(next && next.step !== next.anchor ? selectedSpan(next, { times, stepMs }, span) : null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = cursor.current ?? { step: times.length - 1, anchor: times.length - 1 };
    const next = moveTime(at, event, times.length);
    if (next) point(next);
    else if (event.key === 'Enter' && at.step !== at.anchor) {
      point(null);
      onBrush(selectedSpan(at, { times, stepMs }, span));
    } else if (event.key === 'Escape' && cursor.current) point(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="time-plot"
      style={{ height: `${heightPixels}px` }}
      ref={host}
      {...(slider && {
        role: 'slider',
        tabIndex: 0,
        'aria-label': slider.name,
        'aria-valuemin': 0,
        'aria-valuemax': Math.max(0, times.length - 1),
        'aria-valuenow': cursor.current?.step ?? Math.max(0, times.length - 1),
        'aria-valuetext': slider.text,
        onKeyDown,
        onBlur: () => cursor.current && point(null),
      })}
    />
  );
}
