import { hundredths, svgElement } from './svg-element.js';

/** A frame without a name. */
export interface Box {
  readonly node: number;
  /** Pixels from the left and from the top of the chart. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A CSS colour. */
  readonly fill: string;
}

/** What is left free beside and below each. */
const GAP_PIXELS = 0.5;

/**
 * The frames of a chart that are too narrow to be pointed at, which most frames of a large profile are. All of a colour are
 * one path: with an element each, a browser takes many times as long.
 */
export class Slivers {
  readonly #byNode: ReadonlyMap<number, Box>;
  readonly #group = svgElement('svg', { class: 'slivers', role: 'none' });
  readonly #outlines = new Map<string, Element>();

  /** In place of those that `chart` had before. */
  constructor(chart: Element, slivers: readonly Box[]) {
    this.#byNode = new Map(slivers.map((sliver) => [sliver.node, sliver]));
    chart.querySelector('.slivers')?.remove();
    chart.append(this.#group);
  }

  /** @param matches by node, of a search; null where nothing is searched for. */
  paint(matches: Uint8Array | null): void {
    const paths = new Map<string, { readonly fill: string; readonly isMatch: boolean; shape: string }>();
    for (const { node, x, y, width, height, fill } of this.#byNode.values()) {
      const isMatch = matches?.[node] === 1;
      const key = `${isMatch} ${fill}`;
      const path = paths.get(key) ?? { fill, isMatch, shape: '' };
      paths.set(key, path);
      const wide = hundredths(width - GAP_PIXELS);
      path.shape += `M${hundredths(x)} ${y}h${wide}v${height - GAP_PIXELS}h-${wide}z`;
    }
    const elements = Array.from(paths.values(), ({ fill, isMatch, shape }) =>
      svgElement('path', { class: isMatch ? 'match' : '', fill, d: shape }),
    );
    this.#group.replaceChildren(...elements, ...this.#outlines.values());
  }

  /** Draws a frame around a node in place of the one of this name before; around none where it is no sliver. */
  outline(name: string, node: number, attributes: Readonly<Record<string, string>> = {}): void {
    this.#outlines.get(name)?.remove();
    this.#outlines.delete(name);
    const sliver = this.#byNode.get(node);
    if (!sliver) return;
    const { x, y, width, height } = sliver;
    const place = { x: hundredths(x), y: String(y), width: hundredths(width), height: String(height) };
    const outline = svgElement('rect', { class: name, ...place, ...attributes });
    this.#outlines.set(name, outline);
    this.#group.append(outline);
  }
}
