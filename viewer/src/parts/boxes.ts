/** Frames without a name, drawn here and not by the library. */
import type { PlacedFrame } from '../layout.js';

/** From where a frame is placed to where that is on a chart. */
export interface Chart {
  /** The library's. It takes every `g` below for a frame of its own, and lets other elements be. */
  readonly svg: Element;
  readonly widthPixels: number;
  readonly rowPixels: number;
  /** From the top, by depth. */
  readonly rowOf: (depth: number) => number;
  /** A CSS colour. */
  readonly fill: (node: number) => string;
}

export type Attributes = Readonly<Record<string, string>>;

/** A rectangle for each frame, in place of those of this name that were drawn before; by node. */
export function drawBoxes(
  chart: Chart,
  name: string,
  frames: readonly PlacedFrame[],
  attributesOf: (frame: PlacedFrame) => Attributes,
): Map<number, Element> {
  const group = groupIn(chart.svg, name);
  const boxes = new Map<number, Element>();
  for (const frame of frames) {
    const box = boxOf(chart, frame, attributesOf(frame));
    box.setAttribute('class', 'frame');
    box.setAttribute('fill', chart.fill(frame.node));
    boxes.set(frame.node, box);
  }
  group.append(...boxes.values());
  return boxes;
}

export function boxOf(chart: Chart, { depth, x0, x1 }: PlacedFrame, attributes: Attributes): Element {
  const box = svgElement('rect');
  box.setAttribute('x', hundredths(x0 * chart.widthPixels));
  box.setAttribute('y', String(chart.rowOf(depth) * chart.rowPixels));
  box.setAttribute('width', hundredths((x1 - x0) * chart.widthPixels));
  box.setAttribute('height', String(chart.rowPixels));
  setAll(box, attributes);
  return box;
}

/** An empty group, in place of the one of this name before. */
export function groupIn(svg: Element, name: string): Element {
  const group = svgElement('svg');
  setAll(group, { class: name, role: 'none' });
  svg.querySelector(`.${name}`)?.remove();
  svg.append(group);
  return group;
}

export function svgElement(name: 'svg' | 'path' | 'rect'): SVGElement {
  return document.createElementNS('http://www.w3.org/2000/svg', name);
}

export function setAll(element: Element, attributes: Attributes): void {
  for (const name in attributes) element.setAttribute(name, attributes[name] as string);
}

/** As an attribute has it: more digits than can be seen would only have to be read. */
export function hundredths(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}
