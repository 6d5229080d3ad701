/** A flame graph as shapes, with all it takes to be understood elsewhere: title, evidence, legend. Pure. */

import { placeFrames } from '../layout.js';
import type { LegendItem } from '../legend.js';
import type { FlameFrames } from '../parts/flame.js';
import { lightColour, type Tokens } from './light.js';
import { fitText, textWidth } from './text-width.js';

export interface Picture {
  readonly title: string;
  /** What is seen and what it rests on, a line each. */
  readonly lines: readonly string[];
  readonly legend: readonly LegendItem[];
  readonly frames: FlameFrames;
  readonly focus: number;
  /** Root at the top, or at the bottom. */
  readonly direction: 'down' | 'up';
  /** Frames that the search found; null without one. */
  readonly matches: Uint8Array | null;
}

/** Shapes are drawn in their order. */
export interface Drawing {
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly shapes: readonly Shape[];
}

export type Shape = Box | Text;

export interface Box {
  readonly kind: 'box';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
  /** The edge; none where it is absent. */
  readonly stroke?: string;
  readonly opacity: number;
  /** The frame in one sentence. */
  readonly title?: string;
}

export interface Text {
  readonly kind: 'text';
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly text: string;
  readonly sizePixels: number;
  readonly bold: boolean;
  readonly fill: string;
  readonly opacity: number;
}

const WIDTH = 1200;
const MARGIN = 16;
const ROW = 18;
const MIN_FRAME_PIXELS = 0.4;
const SMALL = 12;
const LARGE = 16;
/** Characters: names may be long, and frames many. */
const MOST_TITLE = 500;
/** Frames that a search did not find, and ancestors of the focus. */
const FADED = 0.4;

/**
 * @param tokens of the light theme, for the colours.
 * @param mostRows deeper frames are left out, and a line says so.
 */
export function drawPicture(picture: Picture, tokens: Tokens, mostRows = Number.POSITIVE_INFINITY): Drawing {
  const inner = WIDTH - 2 * MARGIN;
  const placed = placeFrames(picture.frames, picture.focus, MIN_FRAME_PIXELS / inner);
  const deepest = placed.reduce((most, { depth }) => Math.max(most, depth), 0);
  const rows = Math.min(deepest + 1, mostRows);
  const cut = deepest + 1 - rows;
  const lines = cut > 0 ? [...picture.lines, `The ${cut} deepest rows are left out.`] : picture.lines;
  const shapes: Shape[] = [];
  let y = MARGIN + LARGE;
  shapes.push(text(fitText(picture.title, inner, LARGE), MARGIN, y, { size: LARGE, bold: true }));
  for (const line of lines) {
    y += ROW;
    shapes.push(text(fitText(line, inner, SMALL), MARGIN, y, { fill: 'var(--text-muted)' }));
  }
  const legend = drawLegend(picture.legend, y + ROW);
  shapes.push(...legend.shapes);
  const top = legend.bottom + MARGIN / 2;
  for (const frame of placed) {
    if (frame.depth >= rows) continue;
    const row = picture.direction === 'down' ? frame.depth : rows - 1 - frame.depth;
    const isMatch = picture.matches?.[frame.node] === 1;
    const box = {
      x: MARGIN + frame.x0 * inner,
      y: top + row * ROW,
      width: (frame.x1 - frame.x0) * inner,
      height: ROW,
      opacity: frame.faded || (picture.matches !== null && !isMatch) ? FADED : 1,
    };
    shapes.push(...drawFrame(picture.frames, frame.node, box, isMatch));
  }
  const background: Box = {
    ...{ kind: 'box', x: 0, y: 0, width: WIDTH, height: top + rows * ROW + MARGIN, opacity: 1 },
    fill: 'var(--surface)',
  };
  const colour = (css: string) => lightColour(css, tokens);
  return {
    widthPixels: WIDTH,
    heightPixels: background.height,
    shapes: [background, ...shapes].map((shape) =>
      shape.kind === 'box' && shape.stroke !== undefined
        ? { ...shape, fill: colour(shape.fill), stroke: colour(shape.stroke) }
        : { ...shape, fill: colour(shape.fill) },
    ),
  };
}

function drawFrame(
  frames: FlameFrames,
  node: number,
  place: Pick<Box, 'x' | 'y' | 'width' | 'height' | 'opacity'>,
  isMatch: boolean,
): Shape[] {
  const stroke = isMatch ? 'var(--flame-match)' : 'var(--surface)';
  const box: Box = {
    kind: 'box',
    ...place,
    fill: frames.fill(node),
    stroke,
    title: frames.describe(node).slice(0, MOST_TITLE),
  };
  const label = fitText(oneLine(frames.label(node)), place.width - 8, SMALL);
  if (label === '') return [box];
  return [box, text(label, place.x + 4, place.y + 13, { opacity: place.opacity, bold: isMatch })];
}

/** Swatches and words in lines, the next one where there is no room left. */
function drawLegend(items: readonly LegendItem[], begin: number): { shapes: Shape[]; bottom: number } {
  const shapes: Shape[] = [];
  let [x, y] = [MARGIN, begin];
  for (const item of items) {
    const label = fitText(oneLine(item.text), 240, SMALL);
    const swatch = item.colour === null ? 0 : 17;
    const width = swatch + textWidth(label, SMALL) + 12;
    if (x + width > WIDTH - MARGIN && x > MARGIN) [x, y] = [MARGIN, y + ROW];
    if (item.colour !== null) {
      const place = { x, y: y - 10, width: 12, height: 12, opacity: 1 };
      shapes.push({ kind: 'box', ...place, fill: item.colour });
    }
    shapes.push(text(label, x + swatch, y, { fill: 'var(--text-muted)' }));
    x += width;
  }
  return { shapes, bottom: y };
}

interface Look {
  readonly size?: number;
  readonly bold?: boolean;
  readonly fill?: string;
  readonly opacity?: number;
}

function text(content: string, x: number, y: number, look: Look): Text {
  const { size = SMALL, bold = false, fill = 'var(--text)', opacity = 1 } = look;
  return { kind: 'text', x, y, text: content, sizePixels: size, bold, fill, opacity };
}

function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ');
}
