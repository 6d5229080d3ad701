/** From the API's columns to what the flame part draws. Pure. */
import type { DiffReport, FunctionColumns, TreeColumns } from '@perf/profile/api.js';
import { ROOT_NAME } from '@perf/profile/columns.js';
import { formatChange, formatShare, formatValue } from '@perf/profile/units.js';
import { changeColour, changeGlyph, changeLevel, packageColour } from './colours.js';
import type { Subject } from './frame-actions.js';
import { isolated, readable } from './names.js';
import type { FlameFrames } from './parts/flame.js';
import type { TooltipLine } from './parts/flame-graph.js';
import { type Place, placeText } from './parts/place.js';
import { focusOf, pathTo } from './tree.js';

export interface Described {
  readonly title: string;
  readonly lines: readonly TooltipLine[];
}

/** Frames of one side, coloured by package. `whole` is the total that shares are shares of. */
export function flameFrames(
  report: FunctionColumns & { unit: string },
  nodes: TreeColumns,
  whole: number,
): FlameFrames {
  const nameOf = (node: number) => nodeName(report, nodes, node);
  return {
    parent: nodes.parent,
    id: nodes.id,
    value: nodes.total,
    label: (node) => readable(nameOf(node)),
    fill: (node) => frameColour(report, nodes, node),
    describe: (node) => {
      const total = nodes.total[node] ?? 0;
      const self = nodes.self[node] ?? 0;
      return `${isolated(nameOf(node))}: ${formatValue(total, report.unit)}, ${share(total, whole)}; itself ${formatValue(self, report.unit)}`;
    },
  };
}

/** By package. */
export function frameColour(columns: FunctionColumns, nodes: TreeColumns, node: number): string {
  return packageColour(nodeName(columns, nodes, node), placeOf(columns, nodes.name[node] as number));
}

export function describeFrame(
  report: FunctionColumns & { unit: string },
  nodes: TreeColumns,
  node: number,
  whole: number,
): Described {
  const amount = (value: number) => `${formatValue(value, report.unit)}  (${share(value, whole)})`;
  const lines: TooltipLine[] = [
    ['Total', amount(nodes.total[node] ?? 0)],
    ['Self', amount(nodes.self[node] ?? 0)],
  ];
  return { title: readable(nodeName(report, nodes, node)), lines: [...placeLines(report, nodes, node), ...lines] };
}

/** Frames of a diff, as wide as one side, coloured by how their total changed as a share of the root's. */
export function diffFrames(
  report: DiffReport,
  width: 'before' | 'after',
  format: (value: number) => string,
): FlameFrames {
  const { nodes } = report;
  const level = (node: number) => levelOf(report, node);
  const nameOf = (node: number) => nodeName(report, nodes, node);
  return {
    parent: nodes.parent,
    id: nodes.id,
    value: width === 'before' ? nodes.baseTotal : nodes.total,
    label: (node) => {
      const glyph = changeGlyph(level(node));
      return glyph ? `${glyph} ${isolated(nameOf(node))}` : readable(nameOf(node));
    },
    fill: (node) => diffColour(report, node),
    describe: (node) => {
      const before = nodes.baseTotal[node] ?? 0;
      const after = nodes.total[node] ?? 0;
      return `${isolated(nameOf(node))}: ${format(before)} before, ${format(after)} after, ${formatChange(after - before, format)}`;
    },
  };
}

/** By how much it changed. */
export function diffColour(report: DiffReport, node: number): string {
  return changeColour(levelOf(report, node));
}

function levelOf(report: DiffReport, node: number): number {
  return report.nodes.folded[node] ? 0 : changeLevel(changeShare(report, node));
}

export function describeDiffFrame(report: DiffReport, node: number, format: (value: number) => string): Described {
  const { nodes } = report;
  const line = (name: string, before: number, after: number): TooltipLine => [
    name,
    `${format(before)} → ${format(after)}  (${formatChange(after - before, format)})`,
  ];
  return {
    title: readable(nodeName(report, nodes, node)),
    lines: [
      ...placeLines(report, nodes, node),
      line('Total', nodes.baseTotal[node] ?? 0, nodes.total[node] ?? 0),
      line('Self', nodes.baseSelf[node] ?? 0, nodes.self[node] ?? 0),
    ],
  };
}

/** The change of a node's total as a share of the larger root total. */
export function changeShare({ nodes }: DiffReport, node: number): number {
  const root = Math.max(nodes.baseTotal[0] ?? 0, nodes.total[0] ?? 0);
  return root > 0 ? ((nodes.total[node] ?? 0) - (nodes.baseTotal[node] ?? 0)) / root : 0;
}

/** What is in base and not at all in comparison: the topmost such nodes, their frames counted with all below them. */
export function goneOf({ nodes }: DiffReport): { frames: number; total: number } {
  let frames = 0;
  let total = 0;
  for (let node = 1; node < nodes.parent.length; node++) {
    if (nodes.folded[node] || !isGone(nodes, node)) continue;
    frames++;
    if (!isGone(nodes, nodes.parent[node] as number)) total += nodes.baseTotal[node] ?? 0;
  }
  return { frames, total };
}

function isGone(nodes: DiffReport['nodes'], node: number): boolean {
  return (nodes.total[node] ?? 0) === 0 && (nodes.baseTotal[node] ?? 0) > 0;
}

/** What a menu on a frame is about. `focus` is the node that is zoomed into. */
export function subjectOf(columns: FunctionColumns, nodes: TreeColumns, node: number, focus: number): Subject {
  const fn = nodes.name[node] as number;
  const isFrame = node > 0 && !nodes.folded[node];
  return {
    fn: isFrame ? { name: columns.names[fn] ?? '', ...placeOf(columns, fn) } : null,
    id: focusOf(nodes, node),
    isAbove: pathTo(nodes, focus).includes(node),
  };
}

export function nodeName(columns: FunctionColumns, nodes: TreeColumns, node: number): string {
  const name = columns.names[nodes.name[node] as number];
  return name || (node === 0 ? ROOT_NAME : '');
}

function placeLines(columns: FunctionColumns, nodes: TreeColumns, node: number): TooltipLine[] {
  const fn = nodes.name[node] as number;
  const place = placeText(placeOf(columns, fn));
  return place ? [['In', readable(place)]] : [];
}

/** Where a function of the columns is. */
export function placeOf({ files, packages, lines }: FunctionColumns, fn: number): Required<Place> {
  return { file: files[fn] ?? '', package: packages[fn] ?? '', line: lines[fn] ?? 0 };
}

function share(value: number, whole: number): string {
  return formatShare(whole > 0 ? value / whole : 0);
}
