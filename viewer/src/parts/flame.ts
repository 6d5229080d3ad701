/**
 * d3-flame-graph behind a few functions; no other file names it.
 *
 * The library lays out the frames and keeps the DOM in step with those that have room for a name. With the four elements
 * that it makes of each, thousands would take half a second, so narrower ones are drawn here: one rectangle each, and a
 * few paths for all that are too narrow to be pointed at. It is given only what one view shows: the ancestors of the focus, faded, and the sub-tree below it. Its own zoom
 * and search are not used: they recurse over the stack's depth, search by regular expression and lay everything out twice.
 */
import flamegraph, { type Laid, type Tooltip } from 'd3-flame-graph';
import { select } from 'd3-selection';
import { subtreeEnd } from '../tree.js';
import { type Box, Slivers } from './slivers.js';
import { hundredths, svgElement } from './svg-element.js';

/** Columns by node, in preorder. */
export interface FlameFrames {
  readonly parent: readonly number[];
  /** Path ids: the same frame has the same one in newer data. */
  readonly id: readonly string[];
  /** Widths. A parent's is at least the sum of its children's. */
  readonly value: readonly number[];
  readonly label: (node: number) => string;
  /** A CSS colour. */
  readonly fill: (node: number) => string;
  /** The frame in one sentence, for those who hear it. */
  readonly describe: (node: number) => string;
}

export interface FlameView {
  readonly frames: FlameFrames;
  /** The node that is drawn at full width, below its ancestors. */
  readonly focus: number;
  readonly widthPixels: number;
  /** Icicle (root at the top) or flames (root at the bottom). */
  readonly direction: 'down' | 'up';
}

/** A frame wide enough to be seen. `x0` and `x1` are shares of the width. */
export interface DrawnFrame {
  readonly node: number;
  readonly depth: number;
  readonly x0: number;
  readonly x1: number;
}

/** What is marked among the frames; -1 for none. */
export interface Marks {
  /** By node, those that a search finds; null without a search. */
  readonly matches: Uint8Array | null;
  /** Where the keyboard is. */
  readonly cursor: number;
  /** Where the pointer is. */
  readonly hovered: number;
}

export interface Flame {
  /** Draws the view and returns its visible frames. */
  draw(view: FlameView, marks: Marks): readonly DrawnFrame[];
  /** Marks other frames of what is drawn. */
  mark(marks: Marks): void;
  /** The node whose frame is drawn there, in pixels from the left and the top of the chart; -1 if none is. */
  at(x: number, y: number): number;
  /** The DOM id of a node's frame. Frames too narrow to be pointed at have an element only at the cursor. */
  elementId(node: number): string;
  destroy(): void;
}

interface Datum {
  readonly node: number;
  readonly value: number;
  readonly fade: boolean;
  readonly children: Datum[];
}

interface Drawn {
  readonly view: FlameView;
  readonly frames: readonly DrawnFrame[];
  /** By node, where it has one of its own. */
  readonly elements: ReadonlyMap<number, Element>;
  readonly slivers: Slivers;
  /** From the top, by depth. */
  readonly rowOf: (depth: number) => number;
}

export const ROW_PIXELS = 19;
/** Of narrower frames nothing could be seen but their edges. */
const MIN_FRAME_PIXELS = 1.5;
/** Narrower frames are no elements of their own. */
const MIN_POINT_PIXELS = 8;
/** The library names frames from this width on. Only these are its to draw. */
const MIN_NAME_PIXELS = 35;
let flames = 0;

export function createFlame(host: HTMLElement): Flame {
  const prefix = `flame${++flames}-`;
  const chart = flamegraph<Datum>()
    .cellHeight(ROW_PIXELS)
    .minFrameSize(MIN_NAME_PIXELS)
    .transitionDuration(0)
    .resetHeightOnZoom(true)
    .tooltip(noTooltip());
  let drawn: Drawn | null = null;
  /** null where nothing of what is drawn was marked yet. */
  let marked: Marks | null = null;

  const mark = (marks: Marks) => {
    if (!drawn) return;
    const { view, frames, elements, slivers } = drawn;
    const { matches, cursor, hovered } = marks;
    if (!marked || marked.matches !== matches) {
      select(host)
        .select('svg')
        .classed('searching', matches !== null);
      for (const [node, element] of elements) element.classList.toggle('match', matches?.[node] === 1);
      slivers.paint(matches);
    }
    if (marked?.cursor !== cursor) {
      elements.get(marked?.cursor ?? -1)?.classList.remove('cursor');
      elements.get(cursor)?.classList.add('cursor');
      const depth = frames.find(({ node }) => node === cursor)?.depth ?? 0;
      slivers.outline('cursor', cursor, { id: prefix + cursor, ...treeItem(view.frames, cursor, depth) });
    }
    if (marked?.hovered !== hovered) slivers.outline('hovered', hovered);
    marked = marks;
  };

  return {
    draw(view, marks) {
      const { frames, focus, widthPixels, direction } = view;
      const root = nest(frames, focus, widthPixels);
      chart
        .width(widthPixels)
        .inverted(direction === 'down')
        .getName(({ data }) => frames.label(data.node))
        .setColorMapper(({ data }) => frames.fill(data.node));
      // A second call would draw frames without names; the first has to be one.
      if (drawn) chart.update(root);
      else select(host).datum(root).call(chart);
      drawn = settle(host, prefix, view);
      marked = null;
      mark(marks);
      return drawn.frames;
    },
    mark,
    at(x, y) {
      if (!drawn) return -1;
      const { frames, view, rowOf } = drawn;
      const [row, share] = [Math.floor(y / ROW_PIXELS), x / view.widthPixels];
      return frames.find(({ depth, x0, x1 }) => rowOf(depth) === row && x0 <= share && share < x1)?.node ?? -1;
    },
    elementId: (node) => prefix + node,
    destroy: () => void chart.destroy(),
  };
}

/** The only place where nested objects are made: the path to the focus, then everything below it that is wide enough. */
function nest({ parent, value }: FlameFrames, focus: number, widthPixels: number): Datum {
  const end = subtreeEnd({ parent }, focus);
  const least = ((value[focus] ?? 0) * MIN_FRAME_PIXELS) / widthPixels;
  const built = new Map<number, Datum>();
  for (let node = focus; node < end; node++) {
    if ((value[node] ?? 0) < least) continue;
    const datum: Datum = { node, value: value[node] ?? 0, fade: false, children: [] };
    built.set(node, datum);
    if (node !== focus) built.get(parent[node] as number)?.children.push(datum);
  }
  let root = built.get(focus) as Datum;
  for (let node = parent[focus] as number; node >= 0; node = parent[node] as number) {
    root = { node, value: root.value, fade: true, children: [root] };
  }
  return root;
}

/**
 * Gives the chart the height of its frames, and adds what the library has no notion of: roles, levels and names for the
 * keyboard and readers, and the frames that are too narrow for its own.
 */
function settle(host: HTMLElement, prefix: string, view: FlameView): Drawn {
  const { frames, widthPixels, direction } = view;
  const laid = select<Laid<Datum>>(host).datum().descendants();
  const drawn = laid.map(({ data, depth, x0, x1 }) => ({ node: data.node, depth, x0, x1 }));
  const deepest = drawn.reduce((most, { depth }) => Math.max(most, depth), 0);
  const rowOf = (depth: number) => (direction === 'down' ? depth : deepest - depth);
  const chart = select(host).select('svg');
  chart.attr('height', (deepest + 1) * ROW_PIXELS);
  const elements = new Map<number, Element>();
  chart.selectAll<Laid<Datum>>('g.frame').each(function ({ data: { node }, depth, x0 }) {
    elements.set(node, this);
    this.id = prefix + node;
    this.setAttribute('transform', `translate(${x0 * widthPixels},${rowOf(depth) * ROW_PIXELS})`);
    for (const [name, value] of Object.entries(treeItem(frames, node, depth))) this.setAttribute(name, value);
  });
  const slivers: Box[] = [];
  const narrow = svgElement('svg', { class: 'narrow', role: 'none' });
  for (const { node, depth, x0, x1 } of drawn) {
    if (elements.has(node)) continue;
    const place = { x: x0 * widthPixels, y: rowOf(depth) * ROW_PIXELS, width: (x1 - x0) * widthPixels };
    const box = { node, ...place, height: ROW_PIXELS, fill: frames.fill(node) };
    if (box.width < MIN_POINT_PIXELS) {
      slivers.push(box);
      continue;
    }
    const element = svgElement('rect', {
      ...{ class: 'frame', id: prefix + node, fill: box.fill, ...treeItem(frames, node, depth) },
      ...{ x: hundredths(box.x), y: String(box.y), width: hundredths(box.width), height: String(box.height) },
    });
    elements.set(node, element);
    narrow.append(element);
  }
  // The library takes every `g` in its chart for a frame of its own, and lets other elements be.
  chart.node().querySelector('.narrow')?.remove();
  chart.node().append(narrow);
  return { view, frames: drawn, elements, slivers: new Slivers(chart.node(), slivers), rowOf };
}

function treeItem(frames: FlameFrames, node: number, depth: number): Record<string, string> {
  if (node < 0) return {};
  return { role: 'treeitem', 'aria-level': String(depth + 1), 'aria-label': frames.describe(node) };
}

/** Without one the library adds a title element to each frame; the page draws its own tooltip. */
function noTooltip(): Tooltip {
  return Object.assign(() => undefined, { show: () => undefined, hide: () => undefined });
}
