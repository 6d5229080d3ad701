const SVG = 'http://www.w3.org/2000/svg';

export function svgElement(name: 'svg' | 'path' | 'rect', attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** As an attribute has it: more digits than can be seen would only have to be read. */
export function hundredths(pixels: number): string {
  return String(Math.round(pixels * 100) / 100);
}
