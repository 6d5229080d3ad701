/** Hashes that survive time and versions; not against anybody who means harm. */

/** Of the two halves of an id. */
export const SEEDS = [0x9747b28c, 0x5bd1e995] as const;

/** 16 hexadecimal digits for these texts, in their order. */
export function idOf(...texts: readonly string[]): string {
  const text = JSON.stringify(texts);
  return SEEDS.map((seed) => hex(hashText(text, seed))).join('');
}

export function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = mix(hash, text.charCodeAt(at));
  return hash;
}

/** One step of Murmur3, with its finaliser. */
export function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = hash ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** By byte: its two digits. Four look-ups take a seventh of the time of `toString` and `padStart`. */
const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function hex(lane: number): string {
  const digits = (shift: number): string => DIGITS[(lane >>> shift) & 0xff] as string;
  return digits(24) + digits(16) + digits(8) + digits(0);
}
