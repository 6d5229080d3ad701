import { useRef, useState } from 'preact/hooks';
import { movedSpan, type SpanPart } from '../side-spans.js';
import { formatTime, type Span } from '../time.js';

interface SideLaneProps {
  readonly title: 'Before' | 'After';
  readonly span: Span;
  /** The time that the lane is as wide as. */
  readonly within: Span;
  /** How far an arrow key moves, and what a range has at least. */
  readonly stepMs: number;
  readonly nowMs: number;
  /** While the range is moved, where it would be; null once it is not. */
  readonly onMove: (span: Span | null) => void;
  readonly onSpan: (span: Span) => void;
}

interface Drag {
  readonly part: SpanPart;
  readonly fromPixel: number;
  readonly widthPixels: number;
}

/**
 * A range of a comparison as a bar on the axis of time. Dragging moves it, or the end that is dragged. By keyboard: arrows move
 * it, with shift its end, Enter takes it, Escape puts it back.
 */
export function SideLane({ title, span, within, stepMs, nowMs, onMove, onSpan }: SideLaneProps) {
  const [moved, setMoved] = useState<Span | null>(null);
  const drag = useRef<Drag | null>(null);
  const shown = moved ?? span;
  const move = (next: Span | null) => {
    setMoved(next);
    onMove(next);
  };
  const take = () => {
    drag.current = null;
    if (moved && (moved.fromMs !== span.fromMs || moved.untilMs !== span.untilMs)) onSpan(moved);
    move(null);
  };
  const onPointerDown = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    if (event.button !== 0 || !bar.parentElement) return;
    const part = ((event.target as HTMLElement).dataset.part ?? 'whole') as SpanPart;
    drag.current = { part, fromPixel: event.clientX, widthPixels: bar.parentElement.clientWidth };
    bar.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (!drag.current) return;
    const { part, fromPixel, widthPixels } = drag.current;
    const byMs = ((event.clientX - fromPixel) / widthPixels) * (within.untilMs - within.fromMs);
    move(movedSpan(span, part, byMs, within, stepMs));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const byMs = { ArrowLeft: -stepMs, ArrowRight: stepMs }[event.key];
    if (byMs !== undefined) move(movedSpan(shown, event.shiftKey ? 'until' : 'whole', byMs, within, stepMs));
    else if (event.key === 'Enter' && moved) take();
    else if (event.key === 'Escape' && moved) move(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class={`side-lane ${title.toLowerCase()}`}>
      <span class="side-lane-name" aria-hidden="true">
        {title}
      </span>
      <div
        class={moved ? 'side-bar moved' : 'side-bar'}
        style={placeOf(shown, within)}
        role="slider"
        tabIndex={0}
        aria-label={`The range ${title.toLowerCase()}. Arrow keys move it, with Shift its end, Enter takes it.`}
        aria-valuemin={within.fromMs}
        aria-valuemax={within.untilMs}
        aria-valuenow={shown.fromMs}
        aria-valuetext={spanText(shown, nowMs)}
        title="Drag it, or one of its ends"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={take}
        onPointerCancel={() => {
          drag.current = null;
          move(null);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => moved && !drag.current && move(null)}
      >
        <span class="side-end" data-part="from" />
        <span class="side-end" data-part="until" />
      </div>
    </div>
  );
}

/** Where in the width of `within` a range is. */
export function placeOf({ fromMs, untilMs }: Span, within: Span): { readonly left: string; readonly width: string } {
  const percent = (ms: number) => `${((100 * ms) / (within.untilMs - within.fromMs)).toFixed(3)}%`;
  return { left: percent(fromMs - within.fromMs), width: percent(untilMs - fromMs) };
}

export function spanText({ fromMs, untilMs }: Span, nowMs: number): string {
  return `${formatTime(fromMs, nowMs)} – ${formatTime(untilMs, nowMs)}`;
}
