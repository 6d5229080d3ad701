/** uPlot behind a few functions; no other file names it. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisTime, type Span } from '../time.js';

export interface PlotLine {
  /** Beside `times`; null leaves a gap. */
  readonly values: readonly (number | null)[];
  readonly look: 'bars' | 'line' | 'second' | 'ghost';
}

export interface TimeDrawing {
  /** Starts of steps. */
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly lines: readonly PlotLine[];
  readonly span: Span;
  readonly heightPixels: number;
  /** Without one, the time below is that of the plot it stands under. */
  readonly timeAxis: boolean;
  readonly format: (value: number) => string;
  /** Ticks at powers of two: 8 MiB, not 9.54. */
  readonly binary?: boolean;
  readonly onBrush: (span: Span) => void;
  /** The step under the crosshair, in whichever plot of the page the pointer is; -1 where it is nowhere. */
  readonly onStep: (step: number) => void;
}

/** What is to be drawn now: read whenever something is drawn or done. */
interface Latest {
  readonly current: TimeDrawing;
}

export interface TimeCanvas {
  /** Draws what is newer, with the same steps and looks. A drag that is under way goes on. */
  update(): void;
  /** Shows a span as selected, as the pointer's is; null for none. */
  select(span: Span | null): void;
  destroy(): void;
}

/** The room on both sides of every plot, so that equal times are above each other. */
export const LEFT_PIXELS = 70;
export const RIGHT_PIXELS = 18;
const AXIS_PIXELS = 22;

const POWERS_OF_TWO = Array.from({ length: 51 }, (_, power) => 2 ** power);
const SYNC = 'time';

export function createTimeCanvas(host: HTMLElement, widthPixels: number, latest: Latest): TimeCanvas {
  const onSelect = (plot: uPlot) => {
    if (plot.select.width < 4) return;
    const fromMs = plot.posToVal(plot.select.left, 'x');
    const untilMs = plot.posToVal(plot.select.left + plot.select.width, 'x');
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    latest.current.onBrush({ fromMs, untilMs });
  };
  const onCursor = (plot: uPlot) => latest.current.onStep(stepAt(plot, latest.current));
  const options = plotOptions(widthPixels, latest);
  const plot = new uPlot(
    { ...options, hooks: { setCursor: [onCursor], setSelect: [onSelect] } },
    dataOf(latest.current),
    host,
  );
  const redraw = () => plot.redraw(false);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  addEventListener('perf:theme', redraw);
  scheme.addEventListener('change', redraw);
  return {
    update: () => plot.setData(dataOf(latest.current)),
    select(span) {
      const left = span ? plot.valToPos(span.fromMs, 'x') : 0;
      const width = span ? plot.valToPos(span.untilMs, 'x') - left : 0;
      plot.setSelect({ left, top: 0, width, height: plot.over.clientHeight }, false);
    },
    destroy() {
      removeEventListener('perf:theme', redraw);
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    },
  };
}

/** Puts the crosshair of all plots of the page at a moment; null takes it away. */
export function showTime(ms: number | null): void {
  for (const plot of uPlot.sync(SYNC).plots) {
    plot.setCursor(ms === null ? { left: -10, top: -10 } : { left: plot.valToPos(ms, 'x'), top: 0 });
  }
}

/** Where in the width of a plot a moment is, for what is laid over it. */
export function leftOf(ms: number, { fromMs, untilMs }: Span): string {
  const part = (ms - fromMs) / (untilMs - fromMs);
  return `calc(${LEFT_PIXELS}px + (100% - ${LEFT_PIXELS + RIGHT_PIXELS}px) * ${part.toFixed(5)})`;
}

function dataOf({ times, lines }: TimeDrawing): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData;
}

/** The step whose time the crosshair is in: bars begin at their time and end with the next. */
function stepAt(plot: uPlot, { times, stepMs }: TimeDrawing): number {
  const left = plot.cursor.left ?? -1;
  if (left < 0 || times[0] === undefined) return -1;
  const step = Math.floor((plot.posToVal(left, 'x') - times[0]) / stepMs);
  return step >= 0 && step < times.length ? step : -1;
}

function plotOptions(width: number, latest: Latest): Omit<uPlot.Options, 'hooks'> {
  const { span, stepMs, lines, heightPixels, timeAxis, binary } = latest.current;
  const axis = { stroke: () => token('--text-muted'), ticks: { show: false }, font: `11px ${token('--font')}` };
  const grid = { stroke: () => token('--line'), width: 1 };
  // A step is as wide as its time; narrow ones keep a pixel of air.
  const stepPixels = (stepMs / (span.untilMs - span.fromMs)) * width;
  const bars = uPlot.paths.bars?.({ size: [stepPixels > 6 ? 0.86 : 1], align: 1 });
  return {
    width,
    height: heightPixels,
    ms: 1,
    legend: { show: false },
    padding: [8, RIGHT_PIXELS, timeAxis ? 0 : 7, 0],
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false },
      // Only the pointer's place is shared: a range is selected once, by the plot it is drawn in.
      sync: {
        key: SYNC,
        scales: ['x', null],
        filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' },
      },
    },
    scales: {
      x: { time: true, range: () => [latest.current.span.fromMs, latest.current.span.untilMs] },
      y: { range: (_, __, top) => [0, (top || 1) * 1.05] },
    },
    axes: [
      timeAxis
        ? { ...axis, grid: { show: false }, size: AXIS_PIXELS, gap: 4, values: (_, splits) => splits.map(axisTime) }
        : { show: false },
      {
        ...axis,
        grid,
        size: LEFT_PIXELS,
        gap: 6,
        space: heightPixels < 80 ? 14 : 28,
        ...(binary ? { incrs: POWERS_OF_TWO } : {}),
        values: (_, splits) => splits.map((value) => (value === 0 ? '0' : latest.current.format(value))),
      },
    ],
    series: [
      {},
      ...lines.map(({ look }): uPlot.Series => {
        const colour = () => token(COLOURS[look]);
        if (look === 'bars') {
          return { fill: () => token('--accent-soft'), stroke: colour, width: 1, paths: bars, points: { show: false } };
        }
        const dash = look === 'ghost' ? { dash: [4, 3] } : {};
        return { stroke: colour, width: 1.5, ...dash, paths: stairs(stepMs), points: { show: false } };
      }),
    ],
  };
}

/** A line as long as its step for each value: a value alone between gaps is seen too. */
function stairs(stepMs: number): uPlot.Series.PathBuilder {
  return (plot, series, first, last) => {
    const stroke = new Path2D();
    let connected = false;
    for (let at = first; at <= last; at++) {
      const value = plot.data[series]?.[at];
      const timeMs = plot.data[0][at];
      if (value != null && timeMs !== undefined) {
        const y = plot.valToPos(value, 'y', true);
        const from = plot.valToPos(timeMs, 'x', true);
        if (connected) stroke.lineTo(from, y);
        else stroke.moveTo(from, y);
        stroke.lineTo(plot.valToPos(timeMs + stepMs, 'x', true), y);
      }
      connected = value != null;
    }
    return { stroke, fill: null, clip: null, flags: 0 };
  };
}

const COLOURS: Readonly<Record<PlotLine['look'], string>> = {
  bars: '--accent',
  line: '--accent',
  second: '--second',
  ghost: '--text-muted',
};

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
