import type { z } from 'zod';
import { nearest } from './nearest.js';

/**
 * What is wrong with a value that does not have its shape, with the place: `meta.id: Too small`, or with the nearest name
 * where there is no such.
 *
 * @param name of the whole value; may be empty.
 * @param known the keys of the object at a path.
 */
export function mistakeText(
  issue: z.core.$ZodIssue,
  name: string,
  known: (path: readonly PropertyKey[]) => readonly string[],
): string {
  const place = placeOf(name, issue.path);
  const told = place === '' ? '' : `${place}: `;
  if (issue.code !== 'unrecognized_keys') return `${told}${issue.message}${/[.?]$/.test(issue.message) ? '' : '.'}`;
  const [key = ''] = issue.keys;
  const keys = known(issue.path);
  const near = nearest(key, keys);
  const hint = near === null ? '.' : `; did you mean ${near}?`;
  return `${told}There is no ${JSON.stringify(key.slice(0, 60))}${hint} Known: ${keys.join(', ')}.`;
}

/** `webhooks[1].url` */
function placeOf(name: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((before, key) => {
    if (typeof key === 'number') return `${before}[${key}]`;
    return before === '' ? String(key) : `${before}.${String(key)}`;
  }, name);
}
