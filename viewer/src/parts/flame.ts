/**
 * d3-flame-graph behind four functions; no other file names it.
 *
 * The library lays out the frames and keeps the DOM in step with them. It is given only what one view shows: the
 * ancestors of the focus, faded, and the sub-tree below it. Its own zoom and search are not used: they recurse over
 * the stack's depth, search by regular expression and lay everything out twice.
 */
import flamegraph, { type Laid, type Tooltip } from 'd3-flame-graph';
import { select } from 'd3-selection';
import { subtreeEnd } from '../tree.js';

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

export interface Flame {
  /** Draws the view and returns its visible frames. */
  draw(view: FlameView): DrawnFrame[];
  /** Marks frames that match a search (null: no search) and the one the keyboard is at (-1: none). */
  mark(matches: Uint8Array | null, cursor: number): void;
  /** The DOM id of a node's frame. */
  elementId(node: number): string;
  destroy(): void;
}

interface Datum {
  readonly node: number;
  readonly value: number;
  readonly fade: boolean;
  readonly children: Datum[];
}

export const ROW_PIXELS = 19;
/** Of narrower frames nothing could be seen but their edges, and each costs five DOM elements. */
const MIN_FRAME_PIXELS = 1.5;
let flames = 0;

export function createFlame(host: HTMLElement): Flame {
  const prefix = `flame${++flames}-`;
  const chart = flamegraph<Datum>()
    .cellHeight(ROW_PIXELS)
    .minFrameSize(MIN_FRAME_PIXELS)
    .transitionDuration(0)
    .resetHeightOnZoom(true)
    .tooltip(noTooltip());
  let drawn = false;

  const all = () => select(host).selectAll<Laid<Datum>>('g.frame');

  return {
    draw({ frames, focus, widthPixels, direction }) {
      const root = nest(frames, focus, widthPixels);
      chart
        .width(widthPixels)
        .inverted(direction === 'down')
        .getName(({ data }) => frames.label(data.node))
        .setColorMapper(({ data }) => frames.fill(data.node));
      // A second call would draw frames without names; the first has to be one.
      if (drawn) chart.update(root);
      else select(host).datum(root).call(chart);
      drawn = true;
      return settle(host, prefix, { frames, widthPixels, direction });
    },
    mark(matches, cursor) {
      select(host)
        .select('svg')
        .classed('searching', matches !== null);
      all().classed('match', ({ data }) => matches?.[data.node] === 1);
      all().classed('cursor', ({ data }) => data.node === cursor);
    },
    elementId: (node) => prefix + node,
    destroy: () => void chart.destroy(),
  };
}

/** The node whose frame was clicked or hovered over; -1 beside frames. */
export function nodeAt(target: EventTarget | null): number {
  const frame = target instanceof Element ? target.closest('g.frame') : null;
  const node = frame?.getAttribute('data-node');
  return node ? Number(node) : -1;
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
 * Ends the transitions that the library starts even for a duration of 0 (its labels would arrive late), cuts the two
 * spare rows off its height, and adds what it has no notion of: roles, levels and names for the keyboard and readers.
 */
function settle(host: HTMLElement, prefix: string, view: Omit<FlameView, 'focus'>): DrawnFrame[] {
  const { frames, widthPixels, direction } = view;
  const groups = select(host).selectAll<Laid<Datum>>('g.frame');
  const drawn: DrawnFrame[] = [];
  let deepest = 0;
  groups.each(({ data, depth, x0, x1 }) => {
    drawn.push({ node: data.node, depth, x0, x1 });
    deepest = Math.max(deepest, depth);
  });
  const row = (depth: number) => (direction === 'down' ? depth : deepest - depth) * ROW_PIXELS;
  select(host)
    .select('svg')
    .attr('height', (deepest + 1) * ROW_PIXELS);
  groups
    .interrupt()
    .attr('transform', ({ depth, x0 }) => `translate(${x0 * widthPixels},${row(depth)})`)
    .attr('id', ({ data }) => prefix + data.node)
    .attr('data-node', ({ data }) => data.node)
    .attr('role', 'treeitem')
    .attr('aria-level', ({ depth }) => depth + 1)
    .attr('aria-label', ({ data }) => frames.describe(data.node));
  groups
    .select<Laid<Datum>>('rect')
    .interrupt()
    .attr('width', ({ x0, x1 }) => Math.max(0, (x1 - x0) * widthPixels));
  groups
    .select<Laid<Datum>>('foreignObject')
    .select<Laid<Datum>>('div')
    .interrupt()
    .text(({ data }) => frames.label(data.node));
  return drawn;
}

/** Without one the library adds a title element to each frame; the page draws its own tooltip. */
function noTooltip(): Tooltip {
  return Object.assign(() => undefined, { show: () => undefined, hide: () => undefined });
}
