import { treeOf } from './calltree.js';
import { numberApart } from './identity.js';
import { StackBuilder } from './stack-builder.js';
import type { CallTree } from './types.js';

/**
 * What a function calls: node 0 is the function, in all the places where it occurs, added up.
 *
 * Where it calls itself, the inner call is a node below, counted once: node 0's total is that of `top`. The trees of
 * `callees` and `callers` are the only ones whose node 0 has a function; it is -1 where the function does not occur.
 */
export function callees(tree: CallTree, isFunction: (functionId: number) => boolean): CallTree {
  const apart = numberApart(tree.functions);
  const merged = new Merged(tree);
  const place = new Int32Array(tree.parent.length).fill(-1);
  for (let node = 1; node < tree.parent.length; node++) {
    const id = tree.function[node] as number;
    const above = place[tree.parent[node] as number] as number;
    if (above === -1 && !(id >= 0 && isFunction(id))) continue;
    const to = above === -1 ? merged.top(id) : merged.child(above, apart[id] as number, id);
    place[node] = to;
    merged.add(to, tree.self, node);
  }
  return merged.build();
}

/**
 * Who calls a function: node 0 is the function, its children are its callers, and so on towards the root.
 *
 * A node's self is what came that way and no further: the values of stacks that begin there. Of recursive calls only
 * the outermost counts, so node 0's total is that of `top`.
 */
export function callers(tree: CallTree, isFunction: (functionId: number) => boolean): CallTree {
  const apart = numberApart(tree.functions);
  const merged = new Merged(tree);
  const inside = new Uint8Array(tree.parent.length);
  for (let node = 1; node < tree.parent.length; node++) {
    const id = tree.function[node] as number;
    const parent = tree.parent[node] as number;
    if (inside[parent] === 1) inside[node] = 1;
    else if (id >= 0 && isFunction(id)) {
      inside[node] = 1;
      let to = merged.top(id);
      for (let above = parent; above > 0; above = tree.parent[above] as number) {
        const caller = tree.function[above] as number;
        to = merged.child(to, apart[caller] as number, caller);
      }
      merged.add(to, tree.total, node);
    }
  }
  return merged.build();
}

/** A tree that grows node by node, with as many sides as another. */
class Merged {
  readonly #source: CallTree;
  readonly #builder = new StackBuilder();
  readonly #functionOf: number[] = [-1];
  readonly #selfs: number[][];

  constructor(source: CallTree) {
    this.#source = source;
    this.#selfs = source.self.map(() => [0]);
  }

  /** Node 0, named after the first function given. */
  top(functionId: number): number {
    if (this.#functionOf[0] === -1) this.#functionOf[0] = functionId;
    return 0;
  }

  child(parent: number, number: number, functionId: number): number {
    const node = this.#builder.child(parent, number);
    if (node === this.#functionOf.length) {
      this.#functionOf.push(functionId);
      for (const self of this.#selfs) self.push(0);
    }
    return node;
  }

  add(node: number, columns: readonly Float64Array[], row: number): void {
    for (const [side, self] of this.#selfs.entries()) {
      self[node] = (self[node] as number) + ((columns[side] as Float64Array)[row] as number);
    }
  }

  build(): CallTree {
    const selfs = this.#selfs.map((self) => Float64Array.from(self));
    const { parent } = this.#builder.build();
    return treeOf(this.#source.functions, parent, Int32Array.from(this.#functionOf), selfs);
  }
}
