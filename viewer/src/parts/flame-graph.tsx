import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Subject } from '../frame-actions.js';
import { useActing } from './acting.js';
import { createFlame, type DrawnFrame, type Flame, type FlameFrames, type FlameView, ROW_PIXELS } from './flame.js';
import { moveCursor, moveOf } from './flame-keys.js';
import { useWidth } from './use-width.js';

/** One line of a tooltip: a name and its value, or the value alone. */
export type TooltipLine = readonly [name: string, value: string];

export interface FlameGraphProps {
  readonly name: string;
  readonly frames: FlameFrames;
  readonly focus: number;
  readonly direction?: 'down' | 'up';
  readonly matches?: Uint8Array | null;
  /** A frame was clicked, or chosen with Enter. */
  readonly onFocus: (node: number) => void;
  /** A frame was pressed, which may become a click. */
  readonly onPress?: (node: number) => void;
  /** Escape was pressed. */
  readonly onBack?: () => void;
  /** What the keyboard line says while no frame is chosen. */
  readonly hint?: string;
  /** What a menu on a frame is about; no menu without it. */
  readonly subjectOf?: ((node: number) => Subject) | undefined;
  /** The id of what says more about the graph. */
  readonly describedBy?: string | undefined;
  readonly tooltip: (node: number) => { readonly title: string; readonly lines: readonly TooltipLine[] };
}

/** Where the pointer is, and on what. */
interface Pointer {
  readonly frames: FlameFrames;
  readonly node: number;
  /** Pixels, in the window. */
  readonly x: number;
  readonly y: number;
  /** Where the chart began when the pointer was moved. */
  readonly left: number;
  readonly top: number;
}

/** A flame graph that can be read and driven without a mouse: one tab stop, arrows move, Enter zooms, Escape goes back. */
export function FlameGraph(props: FlameGraphProps) {
  const { frames, focus, direction = 'down', matches = null, onFocus, onPress, onBack, subjectOf } = props;
  const acting = useActing();
  const host = useRef<HTMLDivElement>(null);
  const flame = useRef<Flame | null>(null);
  const drawn = useRef<readonly DrawnFrame[]>([]);
  const shown = useRef<FlameView | null>(null);
  const widthPixels = useWidth(host);
  const [cursorId, setCursorId] = useState<string | null>(null);
  const [pointer, setPointer] = useState<Pointer | null>(null);

  // By path id, so that newer data do not move it; a frame that is gone leaves it at the focus.
  const found = cursorId === null ? -1 : frames.id.indexOf(cursorId);
  const cursor = cursorId !== null && found < 0 ? focus : found;
  const setCursor = (node: number) => setCursorId(frames.id[node] ?? null);

  const hovered = pointer?.frames === frames ? pointer.node : -1;
  const view = useMemo(() => ({ frames, focus, widthPixels, direction }), [frames, focus, widthPixels, direction]);

  const show = () => {
    if (!host.current || widthPixels === 0) return;
    flame.current ??= createFlame(host.current);
    const { current } = flame;
    if (shown.current === view) return current.mark({ matches, cursor, hovered });
    shown.current = view;
    drawn.current = current.draw(view, { matches, cursor, hovered: -1 });
    // What is below the pointer now, without asking the browser, which would lay everything out for it at once.
    setPointer((before) => {
      const node = before ? current.at(before.x - before.left, before.y - before.top) : -1;
      return before && node >= 0 ? { ...before, frames, node } : null;
    });
  };
  useEffect(() => () => flame.current?.destroy(), []);
  // Before the page is painted, and after all parts have asked their questions: answers are made while this is drawn.
  useLayoutEffect(() => {
    let isLatest = true;
    queueMicrotask(() => isLatest && show());
    return () => {
      isLatest = false;
    };
  }, [view, matches, cursor, hovered]);
  // A zoom takes the keyboard along.
  useLayoutEffect(() => setCursorId((before) => before && (frames.id[focus] ?? null)), [frames.id[focus]]);

  const frameOf = (node: number) => document.getElementById(flame.current?.elementId(node) ?? '');
  const pointerAt = ({ target, clientX: x, clientY: y }: MouseEvent): Pointer | null => {
    const chart = host.current?.firstElementChild;
    // Made with the keyboard, events are at no frame, and on the whole.
    if (!chart || !flame.current || target === host.current) return null;
    const { left, top } = chart.getBoundingClientRect();
    const node = flame.current.at(x - left, y - top);
    return node < 0 ? null : { frames, node, x, y, left, top };
  };
  const move = (node: number) => {
    setCursor(node);
    // Some frames are elements only where they are marked.
    flame.current?.mark({ matches, cursor: node, hovered });
    frameOf(node)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = moveOf(event.key, direction);
    const frame = frameOf(cursor);
    if (cursor >= 0 && subjectOf && frame && acting?.press(event, subjectOf(cursor), frame)) setPointer(null);
    else if (step) move(moveCursor(drawn.current, frames.parent, cursor, step));
    else if (event.key === 'Enter' && cursor >= 0) onFocus(cursor);
    else if (event.key === 'Escape' && onBack) onBack();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // Captured, so that the library's own handler, which zooms in its own way, does not hear of it.
  const onClickCapture = (event: MouseEvent) => {
    const at = pointerAt(event);
    event.stopPropagation();
    if (!at) return;
    setCursor(at.node);
    onFocus(at.node);
  };
  const onPointerDown = (event: PointerEvent) => {
    const at = event.button === 0 ? pointerAt(event) : null;
    if (at) onPress?.(at.node);
  };
  const onContextMenu = (event: MouseEvent) => {
    const at = pointerAt(event);
    if (!at || !subjectOf || !acting) return;
    event.preventDefault();
    setCursor(at.node);
    setPointer(null);
    acting.open(subjectOf(at.node), at.x, at.y);
  };
  return (
    <div class="flame">
      <div
        ref={host}
        class="flame-chart"
        role="tree"
        tabIndex={0}
        aria-label={props.name}
        aria-describedby={props.describedBy}
        aria-activedescendant={cursor < 0 ? undefined : flame.current?.elementId(cursor)}
        onFocus={() => cursor < 0 && setCursor(focus)}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onClickCapture={onClickCapture}
        onContextMenu={onContextMenu}
        onMouseMove={(event) => setPointer(pointerAt(event))}
        onMouseLeave={() => setPointer(null)}
      />
      {pointer && hovered >= 0 && <FlameTooltip {...props.tooltip(hovered)} x={pointer.x} y={pointer.y} />}
      <CursorLine text={cursor < 0 ? (props.hint ?? ZOOM_HINT) : frames.describe(cursor)} />
    </div>
  );
}

const ZOOM_HINT = 'Click a frame to zoom, right-click for more. Arrow keys move, Enter zooms, Escape goes back.';

/** What the keyboard is at, in words: sighted keyboard users have no tooltip. */
function CursorLine({ text }: { readonly text: string }) {
  return <p class="flame-cursor-line">{text}</p>;
}

interface FlameTooltipProps {
  readonly title: string;
  readonly lines: readonly TooltipLine[];
  readonly x: number;
  readonly y: number;
}

function FlameTooltip({ title, lines, x, y }: FlameTooltipProps) {
  const left = Math.min(x + 14, window.innerWidth - 380);
  const above = y > window.innerHeight - (lines.length + 3) * ROW_PIXELS;
  const place = above ? { bottom: `${window.innerHeight - y + 12}px` } : { top: `${y + 16}px` };
  return (
    <div class="tooltip" role="presentation" style={{ left: `${Math.max(8, left)}px`, ...place }}>
      <strong>
        <bdi>{title}</bdi>
      </strong>
      <dl>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
