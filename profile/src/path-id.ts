import { functionKey } from './identity.js';
import type { CallTree } from './types.js';

/**
 * For each node of a tree a name that survives time and versions: 16 hexadecimal digits, a hash of the function keys
 * and ordinals on the path from the root.
 */
export function pathIds(tree: CallTree): string[] {
  const { high, low } = lanes(tree);
  return Array.from(high, (lane, node) => hex(lane) + hex(low[node] as number));
}

/** The same for some nodes only: of large trees nobody needs a text for each. */
export function pathIdsOf(tree: CallTree, nodes: readonly number[]): string[] {
  const { high, low } = lanes(tree);
  return nodes.map((node) => hex(high[node] as number) + hex(low[node] as number));
}

/** The node of a tree with this path id, -1 if it has none. */
export function findPath(tree: CallTree, id: string): number {
  if (!/^[0-9a-f]{16}$/.test(id)) return -1;
  const wantHigh = Number.parseInt(id.slice(0, 8), 16);
  const wantLow = Number.parseInt(id.slice(8), 16);
  const { high, low } = lanes(tree);
  for (let node = 0; node < high.length; node++) {
    if (high[node] === wantHigh && low[node] === wantLow) return node;
  }
  return -1;
}

const HIGH_SEED = 0x9747b28c;
const LOW_SEED = 0x5bd1e995;
/** Stands for the key of a folded node, and of a root without function. */
const NO_FUNCTION = 0x27d4eb2f;

/** The halves of the path ids: each node's from its parent's, its function's and its ordinal. */
function lanes(tree: CallTree): { high: Uint32Array; low: Uint32Array } {
  const { parent, function: functionOf, ordinal, functions } = tree;
  const keyHigh = new Uint32Array(functions.name.length);
  const keyLow = new Uint32Array(functions.name.length);
  for (let id = 0; id < functions.name.length; id++) {
    const key = functionKey(functions, id);
    keyHigh[id] = hashText(key, HIGH_SEED);
    keyLow[id] = hashText(key, LOW_SEED);
  }
  const high = new Uint32Array(parent.length);
  const low = new Uint32Array(parent.length);
  for (let node = 0; node < parent.length; node++) {
    const above = parent[node] as number;
    const id = functionOf[node] as number;
    const nth = ordinal[node] as number;
    const aboveHigh = above < 0 ? HIGH_SEED : (high[above] as number);
    const aboveLow = above < 0 ? LOW_SEED : (low[above] as number);
    high[node] = mix(mix(aboveHigh, id < 0 ? NO_FUNCTION : (keyHigh[id] as number)), nth);
    low[node] = mix(mix(aboveLow, id < 0 ? NO_FUNCTION : (keyLow[id] as number)), nth);
  }
  return { high, low };
}

function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = mix(hash, text.charCodeAt(at));
  return hash;
}

/** One step of Murmur3, with its finaliser. */
function mix(hash: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = hash ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hex(lane: number): string {
  return lane.toString(16).padStart(8, '0');
}
