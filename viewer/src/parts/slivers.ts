import type { PlacedFrame } from '../layout.js';
import { type Attributes, boxOf, type Chart, groupIn, hundredths, setAll, svgElement } from './boxes.js';

/** What is left free beside and below each, in pixels. */
const GAP = 0.5;

/**
 * The frames of a chart that are too narrow to be pointed at, which most frames of a large profile are. All of a colour are
 * one path: with an element each, a browser takes many times as long.
 */
export class Slivers {
  readonly #group: Element;
  readonly #outlines = new Map<string, Element>();

  /** In place of those that the chart had before. */
  constructor(
    readonly chart: Chart,
    readonly frames: readonly PlacedFrame[],
  ) {
    this.#group = groupIn(chart.svg, 'slivers');
  }

  /** @param matches by node, of a search; null where nothing is searched for. */
  paint(matches: Uint8Array | null): void {
    const { widthPixels, rowPixels, rowOf, fill } = this.chart;
    const plain = new Map<string, string>();
    const found = new Map<string, string>();
    for (const { node, depth, x0, x1 } of this.frames) {
      const paths = matches?.[node] === 1 ? found : plain;
      const colour = fill(node);
      const wide = hundredths((x1 - x0) * widthPixels - GAP);
      const shape = `M${hundredths(x0 * widthPixels)} ${rowOf(depth) * rowPixels}h${wide}v${rowPixels - GAP}h-${wide}z`;
      paths.set(colour, (paths.get(colour) ?? '') + shape);
    }
    this.#group.replaceChildren(...pathsOf(plain, ''), ...pathsOf(found, 'match'), ...this.#outlines.values());
  }

  /** Draws a frame around a node in place of the one of this name before; around none where it is no sliver. */
  outline(name: string, node: number, attributes: Attributes = {}): void {
    this.#outlines.get(name)?.remove();
    this.#outlines.delete(name);
    const frame = this.frames.find((one) => one.node === node);
    if (!frame) return;
    const outline = boxOf(this.chart, frame, { class: name, ...attributes });
    this.#outlines.set(name, outline);
    this.#group.append(outline);
  }
}

function pathsOf(shapes: ReadonlyMap<string, string>, type: string): Element[] {
  return Array.from(shapes, ([fill, d]) => {
    const path = svgElement('path');
    setAll(path, { class: type, fill, d });
    return path;
  });
}
