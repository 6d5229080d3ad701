import { TreeBuilder } from './tree-builder.js';
import type { CallTree } from './types.js';

/**
 * What a function calls: node 0 is the function, in all the places where it occurs, added up.
 *
 * Where it calls itself, the inner call is a node below, counted once: node 0's total is that of `top`. The trees of
 * `callees` and `callers` are the only ones whose node 0 has a function; it is -1 where the function does not occur.
 */
export function callees(tree: CallTree, isFunction: (functionId: number) => boolean): CallTree {
  const merged = new TreeBuilder(tree.functions, tree.self.length);
  const place = new Int32Array(tree.parent.length).fill(-1);
  for (let node = 1; node < tree.parent.length; node++) {
    const id = tree.function[node] as number;
    const above = place[tree.parent[node] as number] as number;
    if (above === -1 && !(id >= 0 && isFunction(id))) continue;
    if (above === -1) merged.nameRoot(id);
    const to = above === -1 ? 0 : merged.child(above, id);
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
  const merged = new TreeBuilder(tree.functions, tree.self.length);
  const inside = new Uint8Array(tree.parent.length);
  for (let node = 1; node < tree.parent.length; node++) {
    const id = tree.function[node] as number;
    const parent = tree.parent[node] as number;
    if (inside[parent] === 1) inside[node] = 1;
    else if (id >= 0 && isFunction(id)) {
      inside[node] = 1;
      merged.nameRoot(id);
      let to = 0;
      for (let above = parent; above > 0; above = tree.parent[above] as number) {
        to = merged.child(to, tree.function[above] as number);
      }
      merged.add(to, tree.total, node);
    }
  }
  return merged.build();
}
