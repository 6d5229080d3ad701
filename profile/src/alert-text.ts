/** What the titles and details of alerts have in common. Pure. */
import { visible } from './markdown/text.js';
import type { FunctionRef } from './verdict/types.js';

export function shownName({ name }: FunctionRef): string {
  return name === '' ? '(no name)' : visible(name);
}

/** `shop 1.1.0 (prod)`; without a version `shop (prod)`. */
export function whereText(service: string, version: string | null, env: string): string {
  const named = version === null ? visible(service) : `${visible(service)} ${visible(version)}`;
  return env === '' ? named : `${named} (${visible(env)})`;
}

/** `In src/price.ts`, a line of details; none where that is not known. */
export function placeLines({ file, package: from }: FunctionRef): string[] {
  const known = [from, file].filter((part) => part !== '');
  return known.length === 0 ? [] : [`In ${known.map((part) => visible(part)).join(' ')}`];
}
