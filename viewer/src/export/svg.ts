/** A drawing as a file of its own: names are text, nothing is loaded, nothing runs. Pure. */
import type { Box, Drawing, Text } from './picture.js';

export const FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif";

export function svgOf({ widthPixels, heightPixels, shapes }: Drawing): string {
  const size = `width="${widthPixels}" height="${heightPixels}" viewBox="0 0 ${widthPixels} ${heightPixels}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}">`,
    ...shapes.map((shape) => (shape.kind === 'box' ? boxOf(shape) : textOf(shape))),
    '</svg>\n',
  ].join('\n');
}

function boxOf({ x, y, width, height, fill, stroke, opacity, title }: Box): string {
  const place = `x="${digits(x)}" y="${digits(y)}" width="${digits(width)}" height="${digits(height)}"`;
  const look = `fill="${fill}"${stroke ? ` stroke="${stroke}"` : ''}${opacity < 1 ? ` opacity="${opacity}"` : ''}`;
  return title === undefined
    ? `<rect ${place} ${look}/>`
    : `<rect ${place} ${look}><title>${escaped(title)}</title></rect>`;
}

function textOf({ x, y, text, sizePixels, bold, fill, opacity }: Text): string {
  const look = `font-size="${sizePixels}"${bold ? ' font-weight="bold"' : ''} fill="${fill}"${opacity < 1 ? ` opacity="${opacity}"` : ''}`;
  return `<text x="${digits(x)}" y="${digits(y)}" ${look}>${escaped(text)}</text>`;
}

/** Two digits behind the point. */
function digits(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML has no place for, even escaped, becomes U+FFFD. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] as string);
}
