import { numberApart } from '../identity.js';
import { TreeBuilder } from '../tree-builder.js';
import type { CallTree } from '../types.js';

/** Beyond so many nodes callers of what is light are not told apart any more. */
const MOST_NODES = 2_000_000;
/** What is light: a share of the whole that no zoom can show. */
const LIGHT = 1e-6;

/**
 * Bottom-up: below the root stand the functions with a self, below each its callers, and so on up to where the stacks
 * begin. A node's total is the self of the function at the top, as far as it was reached through these callers.
 *
 * Invariants: the total of the tree stays; the total of a child of the root is the self of its function.
 *
 * Stacks share their beginnings, hardly their ends: a tree of a million nodes can have thirty times as many turned round.
 * Where more than `mostNodes` may come of it, the callers of nodes below a millionth of the whole are folded in one that
 * counts their stacks.
 */
export function invert(tree: CallTree, mostNodes = MOST_NODES): CallTree {
  const light = frames(tree) < mostNodes ? 0 : LIGHT;
  const inverted = new Inverted(tree);
  let level = firstLevel(tree);
  while (level.groups > 0) {
    const next = emptyLevel(level.start[level.groups] as number);
    for (let group = 0; group < level.groups; group++) {
      const isLight = light > 0 && (level.node[group] as number) > 0 && weightOf(tree, level, group) < light;
      if (isLight || inverted.size >= mostNodes) inverted.close(level, group);
      else if ((level.start[group + 1] as number) - (level.start[group] as number) === 1) inverted.climb(level, group);
      else inverted.divide(level, group, next);
    }
    level = next;
  }
  return inverted.build();
}

/** Stacks that are read from their ends, so many frames of each; those that end in the same way are a group. */
interface Level {
  groups: number;
  /** By group: its node of the inverted tree, and where its stacks begin below. */
  readonly node: Int32Array;
  readonly start: Int32Array;
  /** By stack: the node that it ends in, and that of the frame which comes next; 0 where there is none. */
  readonly leaf: Int32Array;
  readonly next: Int32Array;
}

function emptyLevel(stacks: number): Level {
  const column = (size: number) => new Int32Array(size);
  return { groups: 0, node: column(stacks), start: column(stacks + 1), leaf: column(stacks), next: column(stacks) };
}

/** All stacks, with nothing read of them. */
function firstLevel(tree: CallTree): Level {
  const leaf = leaves(tree);
  const { length } = leaf;
  return { groups: length === 0 ? 0 : 1, node: Int32Array.of(0), start: Int32Array.of(0, length), leaf, next: leaf };
}

class Inverted {
  readonly #tree: CallTree;
  readonly #builder: TreeBuilder;
  readonly #apart: Int32Array;
  /** For each function its group of the next level, plus one, while a group is divided. */
  readonly #slot: Int32Array;

  constructor(tree: CallTree) {
    this.#tree = tree;
    this.#builder = new TreeBuilder(tree.functions, tree.self.length);
    this.#builder.add(0, tree.self, 0);
    this.#apart = numberApart(tree.functions);
    this.#slot = new Int32Array(this.#apart.length);
  }

  get size(): number {
    return this.#builder.size;
  }

  build(): CallTree {
    return this.#builder.build();
  }

  /** Parts a group by the frames that come next, a group of the next level each. */
  divide(level: Level, group: number, into: Level): void {
    const { parent, function: functionOf, self } = this.#tree;
    const node = level.node[group] as number;
    const from = level.start[group] as number;
    const end = level.start[group + 1] as number;
    const first = into.groups;
    // `start` has counts at first, one place further; then where each group begins, which moves as the group is filled.
    const count = into.start;
    const begin = count[first] as number;
    for (let i = from; i < end; i++) {
      const above = level.next[i] as number;
      if (above === 0) {
        this.#builder.add(node, self, level.leaf[i] as number);
        continue;
      }
      const number = this.#apart[functionOf[above] as number] as number;
      if (this.#slot[number] === 0) {
        into.node[into.groups] = this.#builder.append(node, functionOf[above] as number);
        this.#slot[number] = ++into.groups;
        count[into.groups] = 0;
      }
      const place = this.#slot[number] as number;
      count[place] = (count[place] as number) + 1;
    }
    let sum = begin;
    for (let place = first + 1; place <= into.groups; place++) {
      const size = count[place] as number;
      count[place] = sum;
      sum += size;
    }
    for (let i = from; i < end; i++) {
      const above = level.next[i] as number;
      if (above === 0) continue;
      const place = this.#slot[this.#apart[functionOf[above] as number] as number] as number;
      const row = count[place] as number;
      count[place] = row + 1;
      into.leaf[row] = level.leaf[i] as number;
      into.next[row] = parent[above] as number;
    }
    for (let made = first; made < into.groups; made++) {
      this.#slot[this.#apart[this.#builder.functionOf(into.node[made] as number)] as number] = 0;
    }
  }

  /** One stack alone: the rest of it is a line. */
  climb(level: Level, group: number): void {
    const row = level.start[group] as number;
    let to = level.node[group] as number;
    for (let above = level.next[row] as number; above > 0; above = this.#tree.parent[above] as number) {
      to = this.#builder.append(to, this.#tree.function[above] as number);
    }
    this.#builder.add(to, this.#tree.self, level.leaf[row] as number);
  }

  /** Leaves the callers of a group folded. */
  close(level: Level, group: number): void {
    const node = level.node[group] as number;
    for (let row = level.start[group] as number; row < (level.start[group + 1] as number); row++) {
      const to = level.next[row] === 0 ? node : this.#builder.fold(node, 1);
      this.#builder.add(to, this.#tree.self, level.leaf[row] as number);
    }
  }
}

/** The nodes with a self on any side, without the root. */
function leaves({ self }: CallTree): Int32Array {
  const size = self[0]?.length ?? 0;
  const found = new Int32Array(size);
  let count = 0;
  for (let node = 1; node < size; node++) {
    if (self.some((column) => column[node] !== 0)) found[count++] = node;
  }
  return found.subarray(0, count);
}

/** All frames of all stacks: what an inverted tree has at most. */
function frames(tree: CallTree): number {
  const depth = new Int32Array(tree.parent.length);
  let sum = 0;
  for (let node = 1; node < depth.length; node++) {
    depth[node] = (depth[tree.parent[node] as number] as number) + 1;
    if (tree.self.some((column) => column[node] !== 0)) sum += depth[node] as number;
  }
  return sum;
}

/** The share of a group in the whole, on all sides together. */
function weightOf({ self, total }: CallTree, { start, leaf }: Level, group: number): number {
  let sum = 0;
  for (let side = 0; side < self.length; side++) {
    const whole = (total[side] as Float64Array)[0] as number;
    const column = self[side] as Float64Array;
    if (whole === 0) continue;
    for (let row = start[group] as number; row < (start[group + 1] as number); row++) {
      sum += Math.abs((column[leaf[row] as number] as number) / whole);
    }
  }
  return sum;
}
