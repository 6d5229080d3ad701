import { hashText, hex, mix, SEEDS } from './hash.js';
import { heaviest } from './heaviest.js';
import { functionKey } from './identity.js';
import { remembered } from './remembered.js';
import { shapeOf } from './shape.js';
import { pick } from './tree.js';
import type { CallTree, FunctionTable } from './types.js';

/**
 * For each node of a tree a name that survives time and versions: 16 hexadecimal digits, a hash of the function keys
 * and ordinals on the path from the root.
 */
export function pathIds(tree: CallTree): string[] {
  const high = lane(tree, HIGH);
  const low = lane(tree, LOW);
  return Array.from(high, (half, node) => hex(half) + hex(low[node] as number));
}

/** The same for some nodes only: of large trees nobody needs one for each. */
export function pathIdsOf(tree: CallTree, nodes: readonly number[]): string[] {
  const halves = [HIGH, LOW].map((half) => ({ seed: half.seed, next: stepsIn(tree, half) }));
  return nodes.map((node) => {
    const path: number[] = [];
    for (let at = node; at >= 0; at = tree.parent[at] as number) path.push(at);
    return halves.map(({ seed, next }) => hex(path.reduceRight(next, seed))).join('');
  });
}

/** The node of a tree with this path id, -1 if it has none. */
export function findPath(tree: CallTree, id: string): number {
  if (!/^[0-9a-f]{16}$/.test(id)) return -1;
  const wanted = Number.parseInt(id.slice(8), 16);
  const isIt = (node: number): boolean => pathIdsOf(tree, [node])[0] === id;
  // What people look into is what they saw, which is heavy. Only for other nodes is the whole tree hashed.
  const { nodes, low } = heavyLane(tree);
  const heavy = indexesOf(low, wanted).find((row) => isIt(nodes[row] as number));
  if (heavy !== undefined) return nodes[heavy] as number;
  return indexesOf(lowLane(tree), wanted).find(isIt) ?? -1;
}

/** As many as are seen at once. */
const HEAVY_NODES = 4_000;

/** Half of the path ids of the heaviest nodes. */
const heavyLane = remembered((tree: CallTree) => {
  const nodes = heaviest(shapeOf(tree), 0, HEAVY_NODES);
  return { nodes, low: lane(pick(tree, nodes), LOW) };
});

function indexesOf(lane: Uint32Array, wanted: number): number[] {
  const found: number[] = [];
  for (let at = lane.indexOf(wanted); at !== -1; at = lane.indexOf(wanted, at + 1)) found.push(at);
  return found;
}

/** Stands for the key of a folded node, and of a root without function. */
const NO_FUNCTION = 0x27d4eb2f;

/** One half of the path ids: where it begins, and a hash of each function's key. */
interface Half {
  readonly seed: number;
  readonly keysOf: (functions: FunctionTable) => Uint32Array;
}

const [HIGH, LOW] = [half(SEEDS[0]), half(SEEDS[1])];

function half(seed: number): Half {
  const keysOf = remembered((functions: FunctionTable) =>
    Uint32Array.from(functions.name, (_, id) => hashText(functionKey(functions, id), seed)),
  );
  return { seed, keysOf };
}

/** From the half of a node's parent, or the seed above the root, to that of the node: by its function and ordinal. */
function stepsIn(tree: CallTree, { keysOf }: Half): (above: number, node: number) => number {
  const keys = keysOf(tree.functions);
  return (above, node) => {
    const id = tree.function[node] as number;
    return mix(mix(above, id < 0 ? NO_FUNCTION : (keys[id] as number)), tree.ordinal[node] as number);
  };
}

/** A half of every node's path id. */
function lane(tree: CallTree, half: Half): Uint32Array {
  const next = stepsIn(tree, half);
  const halves = new Uint32Array(tree.parent.length);
  for (let node = 0; node < halves.length; node++) {
    const above = tree.parent[node] as number;
    halves[node] = next(above < 0 ? half.seed : (halves[above] as number), node);
  }
  return halves;
}

const lowLane = remembered((tree: CallTree) => lane(tree, LOW));
