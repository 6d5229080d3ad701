/** A drawing as an image, drawn on a canvas that is never shown. */
import type { Drawing } from './picture.js';
import { FONT } from './svg.js';

/** Browsers draw nothing on a canvas that is larger. */
const MOST_PIXELS = 16_000;

/** How many rows of `rowPixels` fit an image. */
export const MOST_ROWS = 850;

export async function pngOf({ widthPixels, heightPixels, shapes }: Drawing): Promise<Blob> {
  const scale = Math.min(2, MOST_PIXELS / heightPixels);
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(widthPixels * scale);
  canvas.height = Math.floor(heightPixels * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no images.');
  context.scale(scale, scale);
  for (const shape of shapes) {
    context.globalAlpha = shape.opacity;
    context.fillStyle = shape.fill;
    if (shape.kind === 'text') {
      context.font = `${shape.bold ? 'bold ' : ''}${shape.sizePixels}px ${FONT}`;
      context.fillText(shape.text, shape.x, shape.y);
      continue;
    }
    context.fillRect(shape.x, shape.y, shape.width, shape.height);
    if (!shape.stroke) continue;
    context.strokeStyle = shape.stroke;
    context.strokeRect(shape.x, shape.y, shape.width, shape.height);
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not make an image of that size. Take the SVG.');
  return blob;
}
