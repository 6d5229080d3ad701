import type { Deploy, SeriesReport } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { axisTime, formatTime, type Span } from '../time.js';
import { formatValue } from '../units.js';
import { useWidth } from './use-width.js';

interface TimelineProps {
  readonly report: SeriesReport;
  readonly span: Span;
  readonly nowMs: number;
  readonly deploys: readonly Deploy[];
  readonly onBrush: (span: Span) => void;
  /** Where a marker leads; null for the first version, which has nothing to be compared with. */
  readonly deployHref: (deploy: Deploy) => string | null;
}

const HEIGHT_PIXELS = 104;
const LEFT_PIXELS = 64;
const RIGHT_PIXELS = 8;

/** Round numbers of bytes: 8 MiB, not 9.54. */
const POWERS_OF_TWO = Array.from({ length: 51 }, (_, power) => 2 ** power);

/** The total over time. Dragging selects a range; deploys are links at their moment. */
export function Timeline({ report, span, nowMs, deploys, onBrush, deployHref }: TimelineProps) {
  const host = useRef<HTMLDivElement>(null);
  const widthPixels = useWidth(host);
  const [readout, setReadout] = useState('');
  const brush = useRef(onBrush);
  brush.current = onBrush;
  const rate = !isInstant(report.type);
  const format = (value: number) => `${formatValue(value, report.unit)}${rate ? '/s' : ''}`;

  useEffect(() => {
    if (!host.current || widthPixels < 100) return;
    const values = valuesOf(report);
    const onCursor = (plot: uPlot) => {
      const at = plot.cursor.idx;
      const value = at === null || at === undefined ? null : values[at];
      const time = at === null || at === undefined ? undefined : report.times[at];
      setReadout(value == null || time === undefined ? '' : `${formatTime(time, nowMs)}  ${format(value)}`);
    };
    const onSelect = (plot: uPlot) => {
      if (plot.select.width < 4) return;
      const fromMs = plot.posToVal(plot.select.left, 'x');
      const untilMs = plot.posToVal(plot.select.left + plot.select.width, 'x');
      plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      brush.current({ fromMs, untilMs });
    };
    const options = plotOptions(widthPixels, span, format, report);
    const plot = new uPlot(
      { ...options, hooks: { setCursor: [onCursor], setSelect: [onSelect] } },
      [report.times, values],
      host.current,
    );
    const redraw = () => plot.redraw(false);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('perf:theme', redraw);
    scheme.addEventListener('change', redraw);
    return () => {
      removeEventListener('perf:theme', redraw);
      scheme.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [report, widthPixels, span.fromMs, span.untilMs, nowMs]);

  const inside = deploys
    .filter(({ firstMs }) => firstMs >= span.fromMs && firstMs <= span.untilMs)
    .sort((a, b) => a.firstMs - b.firstMs);
  return (
    <section class="timeline" aria-label="Total over time">
      <p class="timeline-head">
        <span>
          {report.type} per {rate ? 'instance and second' : 'instance'}
        </span>
        <span class="readout">{readout || 'Drag to select a range'}</span>
      </p>
      <div class="timeline-plot" ref={host}>
        {inside.map((deploy, index) => (
          <a
            key={deploy.env + deploy.version}
            class={part(deploy.firstMs, span) > 0.88 ? 'deploy-marker last' : 'deploy-marker'}
            style={{ left: markerLeft(deploy.firstMs, span) }}
            href={deployHref(deploy) ?? undefined}
            title={`${deploy.version} first seen ${formatTime(deploy.firstMs, nowMs)}${deploy.previous === null ? '' : `: compare with ${deploy.previous}`}`}
          >
            <span class={isCrowded(deploy, inside[index + 1], span) ? 'crowded' : ''}>{deploy.version}</span>
          </a>
        ))}
      </div>
    </section>
  );
}

/** Rates where values add up over time; what is held at a moment has no rate. */
function valuesOf(report: SeriesReport): (number | null)[] {
  const group = report.groups[0];
  if (!group) return report.times.map(() => null);
  return isInstant(report.type) ? group.values : group.perSecond;
}

function part(ms: number, { fromMs, untilMs }: Span): number {
  return (ms - fromMs) / (untilMs - fromMs);
}

/** The next deploy is so near that both names would overlap: the later one is shown. */
function isCrowded(deploy: Deploy, next: Deploy | undefined, span: Span): boolean {
  return next !== undefined && part(next.firstMs, span) - part(deploy.firstMs, span) < 0.07;
}

function markerLeft(ms: number, span: Span): string {
  return `calc(${LEFT_PIXELS}px + (100% - ${LEFT_PIXELS + RIGHT_PIXELS}px) * ${part(ms, span).toFixed(5)})`;
}

function plotOptions(
  width: number,
  span: Span,
  format: (value: number) => string,
  { stepMs, unit }: SeriesReport,
): Omit<uPlot.Options, 'hooks'> {
  const axis = { stroke: () => token('--text-muted'), ticks: { show: false }, font: `11px ${token('--font')}` };
  const grid = { stroke: () => token('--line'), width: 1 };
  // A step is as wide as its time; narrow ones keep a pixel of air.
  const stepPixels = (stepMs / (span.untilMs - span.fromMs)) * width;
  return {
    width,
    height: HEIGHT_PIXELS,
    ms: 1,
    legend: { show: false },
    padding: [8, RIGHT_PIXELS, 0, 0],
    cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { time: true, range: [span.fromMs, span.untilMs] },
      y: { range: (_, __, top) => [0, (top || 1) * 1.05] },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 22, gap: 4, values: (_, splits) => splits.map(axisTime) },
      {
        ...axis,
        grid,
        size: LEFT_PIXELS,
        gap: 6,
        space: 28,
        ...(unit === 'bytes' ? { incrs: POWERS_OF_TWO } : {}),
        values: (_, splits) => splits.map((value) => (value === 0 ? '0' : format(value))),
      },
    ],
    series: [
      {},
      {
        fill: () => token('--accent-soft'),
        stroke: () => token('--accent'),
        width: 1,
        paths: uPlot.paths.bars?.({ size: [stepPixels > 6 ? 0.86 : 1], align: 1 }),
        points: { show: false },
      },
    ],
  };
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
