import { isAnonymous } from './identity.js';
import type { Children } from './tree.js';
import type { CallTree, FunctionTable } from './types.js';

/**
 * The ordinals of a base's nodes, made to agree with those of their counterparts in a comparison.
 *
 * Anonymous siblings of one file correspond by order, which their ordinals say already: lines move with every edit, the
 * order hardly does. But where one side has fewer of them, and each begins exactly where one of the other side does,
 * nothing moved and the rest merely was not sampled: then they correspond by position, and what is left over gets
 * ordinals that nothing in the comparison has.
 */
export class AnonymousPairing {
  readonly ordinal: Int32Array;
  readonly #base: CallTree;
  readonly #comparison: CallTree;
  readonly #baseGroups: (node: number) => Map<string, number[]>;
  readonly #comparisonGroups: (node: number) => Map<string, number[]>;

  constructor(base: CallTree, comparison: CallTree, baseChildren: Children, comparisonChildren: Children) {
    this.ordinal = base.ordinal.slice();
    this.#base = base;
    this.#comparison = comparison;
    this.#baseGroups = anonymousChildren(base, baseChildren);
    this.#comparisonGroups = anonymousChildren(comparison, comparisonChildren);
  }

  /** Settles the ordinals of the children of base node `node`, whose counterpart is `other`. Once for each node. */
  settle(node: number, other: number): void {
    const theirs = this.#comparisonGroups(other);
    for (const [file, before] of this.#baseGroups(node)) {
      const after = theirs.get(file) ?? [];
      if (before.length !== after.length) this.#byPosition(before, after);
    }
  }

  #byPosition(before: readonly number[], after: readonly number[]): void {
    const taken = new Map(after.map((node) => [position(this.#comparison, node), this.#comparison.ordinal[node]]));
    const found = before.map((node) => taken.get(position(this.#base, node)));
    const matched = found.filter((ordinal) => ordinal !== undefined).length;
    if (matched < Math.min(before.length, after.length)) return;
    let fresh = after.length;
    for (const [index, node] of before.entries()) this.ordinal[node] = found[index] ?? fresh++;
  }
}

/** The anonymous children of a node by file, each list in the order of ordinals. */
function anonymousChildren(tree: CallTree, { start, child }: Children): (node: number) => Map<string, number[]> {
  const { functions } = tree;
  return (node) => {
    const groups = new Map<string, number[]>();
    for (let slot = start[node] as number; slot < (start[node + 1] as number); slot++) {
      const at = child[slot] as number;
      const id = tree.function[at] as number;
      if (!isAnonymous(functions, id)) continue;
      const file = fileOf(functions, id);
      const group = groups.get(file);
      if (group === undefined) groups.set(file, [at]);
      else group.push(at);
    }
    for (const group of groups.values())
      group.sort((a, b) => (tree.ordinal[a] as number) - (tree.ordinal[b] as number));
    return groups;
  };
}

function fileOf(functions: FunctionTable, id: number): string {
  return `${functions.package[id]}\0${functions.file[id]}`;
}

function position({ functions, function: functionOf }: CallTree, node: number): string {
  const id = functionOf[node] as number;
  return `${functions.startLine[id]}:${functions.column[id]}`;
}
