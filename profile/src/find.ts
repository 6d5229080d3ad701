/** Search in a call tree: plain text, case-insensitive, in function names, files and packages. */
import type { DiffMatches, Matches } from './api.js';
import { preorder } from './columns.js';
import { numberApart } from './identity.js';
import { matchesText, wantedText } from './match.js';
import { pathIdsOf } from './path-id.js';
import { latest, remembered } from './remembered.js';
import { shapeOf } from './shape.js';
import type { CallTree, FunctionTable } from './types.js';
import type { View } from './view.js';

/** What of a whole tree matches. */
export interface Found {
  readonly frames: number;
  readonly functions: number;
  /** By side: of all stacks with a match. */
  readonly total: readonly number[];
  /** By function id: 1 where it matches. */
  readonly isMatch: Uint8Array;
  /** By node: matching frames in its sub-tree, the node itself among them. */
  readonly within: Int32Array;
  /** The heaviest matches that are inside no other one, largest first. */
  readonly heaviest: readonly number[];
}

const MOST_HEAVIEST = 50;

/**
 * What was looked for last in each tree is remembered: somebody who zooms while searching asks for the same again.
 *
 * @param wanted as `wantedText` makes it, not empty.
 */
export function findIn(tree: CallTree, wanted: string): Found {
  return finderOf(tree)(wanted);
}

const finderOf = remembered((tree: CallTree) =>
  latest(
    (wanted: string) => wanted,
    (wanted) => lookFor(tree, wanted),
  ),
);

function lookFor(tree: CallTree, wanted: string): Found {
  const { parent, function: functionOf, functions } = tree;
  const isMatch = Uint8Array.from(functions.name, (name, id) =>
    Number(matchesText([name, functions.file[id] as string, functions.package[id] as string], wanted)),
  );
  const isUsed = new Uint8Array(isMatch.length);
  const isInside = new Uint8Array(parent.length);
  const within = new Int32Array(parent.length);
  const total = tree.total.map(() => 0);
  const heaviest = new Heaviest(shapeOf(tree).weight);
  let frames = 0;
  for (let node = 1; node < parent.length; node++) {
    const inside = isInside[parent[node] as number] as number;
    isInside[node] = inside;
    const id = functionOf[node] as number;
    if (id < 0 || isMatch[id] === 0) continue;
    frames++;
    within[node] = 1;
    isInside[node] = 1;
    isUsed[id] = 1;
    if (inside === 1) continue;
    heaviest.offer(node);
    for (const [side, column] of tree.total.entries()) total[side] = (total[side] as number) + (column[node] as number);
  }
  for (let node = parent.length - 1; node > 0; node--) {
    const above = parent[node] as number;
    within[above] = (within[above] as number) + (within[node] as number);
  }
  return { frames, functions: distinct(functions, isUsed), total, isMatch, within, heaviest: heaviest.nodes };
}

/** What a search finds in a tree of one side, and where in a view of it; null for an empty search. */
export function treeMatches(full: CallTree, view: View, search: string): Matches | null {
  const matches = matchesIn(full, view, search);
  if (matches === null) return null;
  const { totals, ...rest } = matches;
  return { ...rest, total: totals[0] as number };
}

/** The same of a tree of two sides. */
export function diffMatches(full: CallTree, view: View, search: string): DiffMatches | null {
  const matches = matchesIn(full, view, search);
  if (matches === null) return null;
  const { totals, ...rest } = matches;
  return { ...rest, baseTotal: totals[0] as number, total: totals[1] as number };
}

function matchesIn(full: CallTree, view: View, search: string) {
  const wanted = wantedText(search);
  if (wanted === '') return null;
  const found = findIn(full, wanted);
  const seen = matchesSeen(view, found);
  return {
    search,
    frames: found.frames,
    functions: found.functions,
    totals: found.total,
    node: Array.from(preorder(view.tree), (node) => seen[node] as number),
    heaviest: pathIdsOf(full, found.heaviest),
  };
}

/** By node of a view how many matching frames it stands for: folded ones for what their parent has and nobody shows. */
function matchesSeen({ tree, origin }: View, { isMatch, within }: Found): Int32Array {
  const seen = new Int32Array(origin.length);
  const unseen = new Int32Array(origin.length);
  // Folded here: others were folded in the whole tree already, and what they hold was not looked at.
  const isLost = (node: number): boolean =>
    tree.folded[node] !== 0 && origin[node] === origin[tree.parent[node] as number];
  for (let node = origin.length - 1; node >= 0; node--) {
    if (isLost(node)) continue;
    const id = tree.function[node] as number;
    seen[node] = id < 0 ? 0 : (isMatch[id] as number);
    const all = within[origin[node] as number] as number;
    unseen[node] = (unseen[node] as number) + all - (seen[node] as number);
    const above = tree.parent[node] as number;
    if (above >= 0) unseen[above] = (unseen[above] as number) - all;
  }
  for (let node = 0; node < origin.length; node++) {
    if (isLost(node)) seen[node] = unseen[tree.parent[node] as number] as number;
  }
  return seen;
}

/** How many different functions there are among those of `isUsed`. */
function distinct(functions: FunctionTable, isUsed: Uint8Array): number {
  return new Set(numberApart(functions).filter((_, id) => isUsed[id] === 1)).size;
}

/** Keeps the heaviest of the nodes that it is offered, in order; of equals the first. */
class Heaviest {
  readonly nodes: number[] = [];

  constructor(readonly weight: Float64Array) {}

  offer(node: number): void {
    const { nodes } = this;
    const weight = this.weight[node] as number;
    const isFull = nodes.length === MOST_HEAVIEST;
    if (isFull && weight <= (this.weight[nodes.at(-1) as number] as number)) return;
    if (isFull) nodes.pop();
    let at = nodes.length;
    while (at > 0 && (this.weight[nodes[at - 1] as number] as number) < weight) at--;
    nodes.splice(at, 0, node);
  }
}
