import type { PlacedTree } from '../calltree.js';
import { TreeBuilder } from '../tree-builder.js';
import type { CallTree, FunctionTable } from '../types.js';

/** What becomes of the nodes of a tree. */
export interface Regrowth {
  /** Those of the new tree; ids of the old tree keep their meaning. */
  readonly functions: FunctionTable;
  /** By node: itself where it stays, else the ancestor that it becomes a part of, which must stay. The root stays. */
  readonly owner: Int32Array;
  /** By node that stays: its function. */
  readonly function: Int32Array;
}

/**
 * The tree in which nodes are parts of others: what was below them is below those, and siblings that are equal now are one.
 *
 * Most siblings still differ as they did before. Only under a node that took over somebody's children, or has a child of
 * another function than before, are they looked up, so that this takes little more than the reading.
 */
export function regrow(tree: CallTree, { functions, owner, function: functionOf }: Regrowth): PlacedTree {
  const { parent, self } = tree;
  const size = parent.length;
  const isMixed = new Uint8Array(size);
  for (let node = 1; node < size; node++) {
    const above = parent[node] as number;
    const own = owner[node] === node;
    if (own && (owner[above] !== above || functionOf[node] !== tree.function[node]))
      isMixed[owner[above] as number] = 1;
  }

  const builder = new TreeBuilder(functions, self.length, size);
  const siblings = new Siblings(size);
  const place = new Int32Array(size);
  const mixes = new Uint8Array(size);
  mixes[0] = isMixed[0] as number;
  builder.add(0, self, 0);
  for (let node = 1; node < size; node++) {
    const mine = owner[node] as number;
    if (mine !== node) {
      place[node] = place[mine] as number;
    } else {
      const above = place[owner[parent[node] as number] as number] as number;
      const before = builder.size;
      const id = functionOf[node] as number;
      const to = mixes[above] === 1 ? builder.child(above, id) : builder.append(above, id);
      place[node] = to;
      if (to === before) {
        siblings.add(above, to);
        mixes[to] = isMixed[node] as number;
      } else if (mixes[to] === 0) {
        // A second node of the old tree: from here on their children may be equal.
        mixes[to] = 1;
        for (let child = siblings.first(to); child > 0; child = siblings.next(child)) builder.index(child);
      }
    }
    builder.add(place[node] as number, self, node);
  }
  return { tree: builder.build(), place };
}

/** The children of each node, as lists. */
class Siblings {
  readonly #first: Int32Array;
  readonly #next: Int32Array;

  constructor(size: number) {
    this.#first = new Int32Array(size);
    this.#next = new Int32Array(size);
  }

  add(parent: number, child: number): void {
    this.#next[child] = this.#first[parent] as number;
    this.#first[parent] = child;
  }

  /** 0 for none. */
  first(parent: number): number {
    return this.#first[parent] as number;
  }

  next(child: number): number {
    return this.#next[child] as number;
  }
}
