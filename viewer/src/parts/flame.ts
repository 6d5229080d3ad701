/**
 * d3-flame-graph behind a few functions; no other file names it.
 *
 * The library keeps the DOM in step with the frames that have room for a name. With the four elements that it makes of each,
 * thousands would take half a second, so narrower ones are drawn by boxes.ts: one rectangle each, and a few paths for all
 * that are too narrow to be pointed at. Its own zoom and search are not used: they recurse over the stack's depth, search by
 * regular expression and lay everything out twice. It is given what one view shows: the ancestors of the focus, faded, and
 * the sub-tree below it.
 */
import flamegraph, { type Laid, type Tooltip } from 'd3-flame-graph';
import { select } from 'd3-selection';
import { type PlacedFrame, placeFrames } from '../layout.js';
import { type Chart, drawBoxes, setAll } from './boxes.js';
import { Slivers } from './slivers.js';

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

/** A frame wide enough to be seen. */
export type DrawnFrame = Omit<PlacedFrame, 'faded'>;

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
  readonly chart: Chart;
  readonly placed: readonly PlacedFrame[];
  /** By node, where it has one of its own. */
  readonly elements: ReadonlyMap<number, Element>;
  readonly slivers: Slivers;
}

export const ROW_PIXELS = 19;
/** Of narrower frames nothing could be seen but their edges. */
const MIN_FRAME_PIXELS = 1.5;
/** Narrower frames are no elements of their own. */
const MIN_POINT_PIXELS = 8;
/** The library names frames from this width on. */
const MIN_NAME_PIXELS = 35;
let flames = 0;

export function createFlame(host: HTMLElement): Flame {
  const prefix = `flame${++flames}-`;
  const library = flamegraph<Datum>()
    .cellHeight(ROW_PIXELS)
    .transitionDuration(0)
    .resetHeightOnZoom(true)
    .tooltip(noTooltip());
  let drawn: Drawn | null = null;
  /** null where nothing of what is drawn was marked yet. */
  let marked: Marks | null = null;

  const attributesOf = ({ frames }: FlameView, { node, depth }: PlacedFrame) => ({
    id: prefix + node,
    role: 'treeitem',
    'aria-level': String(depth + 1),
    'aria-label': frames.describe(node),
  });
  const draw = (view: FlameView): Drawn => {
    const { frames, focus, widthPixels, direction } = view;
    const placed = placeFrames(frames, focus, MIN_FRAME_PIXELS / widthPixels);
    const wide = (least: number, most: number) =>
      placed.filter(({ x0, x1 }) => (x1 - x0) * widthPixels >= least && (x1 - x0) * widthPixels < most);
    const named = wide(MIN_NAME_PIXELS, Number.POSITIVE_INFINITY);
    library
      .width(widthPixels)
      .getName(({ data }) => frames.label(data.node))
      .setColorMapper(({ data }) => frames.fill(data.node));
    const root = nest(view, named);
    // A second call would draw frames without names; the first has to be one.
    if (drawn) library.update(root);
    else select(host).datum(root).call(library);
    const svg = host.firstElementChild as Element;
    const deepest = placed.reduce((most, { depth }) => Math.max(most, depth), 0);
    svg.setAttribute('height', String((deepest + 1) * ROW_PIXELS));
    const rowOf = (depth: number) => (direction === 'down' ? depth : deepest - depth);
    const chart = { svg, widthPixels, rowPixels: ROW_PIXELS, rowOf, fill: frames.fill };
    const narrow = wide(MIN_POINT_PIXELS, MIN_NAME_PIXELS);
    const elements = drawBoxes(chart, 'narrow', narrow, (frame) => attributesOf(view, frame));
    const byNode = new Map(named.map((frame) => [frame.node, frame]));
    // What the library has no notion of: where narrower frames are, roles, levels and names for keyboard and readers.
    select(host)
      .selectAll<Laid<Datum>>('g.frame')
      .each(function ({ data }) {
        const frame = byNode.get(data.node) as PlacedFrame;
        this.setAttribute('transform', `translate(${frame.x0 * widthPixels},${rowOf(frame.depth) * ROW_PIXELS})`);
        setAll(this, attributesOf(view, frame));
        elements.set(frame.node, this);
      });
    const slivers = new Slivers(chart, wide(0, MIN_POINT_PIXELS));
    return { view, chart, placed, elements, slivers };
  };
  const mark = (marks: Marks) => {
    if (!drawn) return;
    const { view, chart, placed, elements, slivers } = drawn;
    const { matches, cursor, hovered } = marks;
    if (!marked || marked.matches !== matches) {
      chart.svg.classList.toggle('searching', matches !== null);
      for (const [node, element] of elements) element.classList.toggle('match', matches?.[node] === 1);
      slivers.paint(matches);
    }
    if (marked?.cursor !== cursor) {
      elements.get(marked?.cursor ?? -1)?.classList.remove('cursor');
      elements.get(cursor)?.classList.add('cursor');
      const frame = placed.find(({ node }) => node === cursor);
      slivers.outline('cursor', cursor, frame && attributesOf(view, frame));
    }
    if (marked?.hovered !== hovered) slivers.outline('hovered', hovered);
    marked = marks;
  };

  return {
    draw(view, marks) {
      drawn = draw(view);
      marked = null;
      mark(marks);
      return drawn.placed;
    },
    mark,
    at(x, y) {
      if (!drawn) return -1;
      const { placed, chart } = drawn;
      const [row, share] = [Math.floor(y / ROW_PIXELS), x / chart.widthPixels];
      const frame = placed.find(({ depth, x0, x1 }) => chart.rowOf(depth) === row && x0 <= share && share < x1);
      return frame?.node ?? -1;
    },
    elementId: (node) => prefix + node,
    destroy: () => void library.destroy(),
  };
}

/** The only place where nested objects are made. @param named the root first, all with their parents before them. */
function nest({ frames: { parent, value }, focus }: FlameView, named: readonly PlacedFrame[]): Datum {
  const built = new Map<number, Datum>();
  for (const { node, faded } of named) {
    const datum: Datum = { node, value: value[faded ? focus : node] ?? 0, fade: faded, children: [] };
    built.set(node, datum);
    built.get(parent[node] as number)?.children.push(datum);
  }
  return built.get(named[0]?.node ?? -1) as Datum;
}

/** Without one the library adds a title element to each frame; the page draws its own tooltip. */
function noTooltip(): Tooltip {
  return Object.assign(() => undefined, { show: () => undefined, hide: () => undefined });
}
