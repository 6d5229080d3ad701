import { numberApart } from '../identity.js';
import { TreeBuilder } from '../tree-builder.js';
import type { CallTree } from '../types.js';

/** Stacks that are read from their ends, so many frames of each; those that end in the same way are a group. */
export interface Level {
  groups: number;
  /** By group: its node of the inverted tree, and where its stacks begin below. */
  readonly node: Int32Array;
  readonly start: Int32Array;
  /** By stack: the node that it ends in, and that of the frame which comes next; 0 where there is none. */
  readonly leaf: Int32Array;
  readonly next: Int32Array;
}

export function emptyLevel(stacks: number): Level {
  const column = (size: number) => new Int32Array(size);
  return { groups: 0, node: column(stacks), start: column(stacks + 1), leaf: column(stacks), next: column(stacks) };
}

/** A tree that is being turned round, level by level. */
export class Inverted {
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
