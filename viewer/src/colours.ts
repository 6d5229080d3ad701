/**
 * Colours of frames, as CSS values over the theme's tokens (styles/tokens.css): a change of theme needs no redrawing.
 */

import type { Place } from './parts/place.js';

export type Kind = 'application' | 'node' | 'runtime' | 'dependency';

/** What has no file is no function of anyone's: the garbage collector, threads outside JavaScript, folded frames. */
export function kindOf({ file, package: packageName }: Place): Kind {
  if (packageName === 'node:') return 'node';
  if (packageName !== '') return 'dependency';
  return file === '' ? 'runtime' : 'application';
}

/** One hue a package, three shades a hue so that neighbours can be told apart. */
export function packageColour(name: string, place: Place): string {
  const kind = kindOf(place);
  const shade = 1 + (hash(name) % 3);
  if (kind === 'runtime') return 'var(--flame-runtime)';
  if (kind === 'node') return `oklch(var(--flame-l${shade}) var(--flame-c-low) 250)`;
  if (kind === 'application') return `oklch(var(--flame-l${shade}) var(--flame-c) ${APPLICATION_HUE})`;
  return `oklch(var(--flame-l${shade}) var(--flame-c) ${dependencyHue(place.package)})`;
}

export const APPLICATION_HUE = 75;

/** From green over blue to violet: away from the application's amber. */
export function dependencyHue(packageName: string): number {
  return 140 + (hash(packageName) % 10) * 20;
}

/** Shares of the root's total from which a change has the next stronger colour. Below the first it is noise. */
export const CHANGE_STEPS = [0.002, 0.01, 0.03, 0.1] as const;

/** -4 (shrank most) to 4 (grew most). `share` is the change divided by the root's total: tiny frames stay neutral. */
export function changeLevel(share: number): number {
  let level = 0;
  for (const step of CHANGE_STEPS) if (Math.abs(share) >= step) level++;
  return share < 0 ? -level : level;
}

export function changeColour(level: number): string {
  if (level === 0) return 'var(--change-none)';
  return level > 0 ? `var(--grew-${level})` : `var(--shrank-${-level})`;
}

/** A sign for those who cannot tell the colours apart. */
export function changeGlyph(level: number): string {
  if (level === 0) return '';
  return level > 0 ? '+' : '−';
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}
