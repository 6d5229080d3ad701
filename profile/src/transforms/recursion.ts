import type { PlacedTree } from '../calltree.js';
import { numberApart } from '../identity.js';
import { walk } from '../tree.js';
import { TreeBuilder } from '../tree-builder.js';
import type { CallTree } from '../types.js';

/**
 * Every call of a function below itself, direct or through others, is folded into the outermost one:
 * `a;b;a;c` becomes `a;c`, and what the inner `a` took itself is the outer one's.
 *
 * Invariants: no function is twice on a path; the total of the tree and the self of every function stay.
 */
export function collapseRecursion(tree: CallTree): PlacedTree {
  const size = tree.parent.length;
  const apart = numberApart(tree.functions);
  const builder = new TreeBuilder(tree.functions, tree.self.length, size);
  const place = new Int32Array(size);
  /** For each function the node it has on the path walked, 0 where it is not on it. */
  const onPath = new Int32Array(apart.length);
  const outermost = new Uint8Array(size);
  walk(
    tree.parent,
    (node) => {
      if (node > 0) {
        const id = tree.function[node] as number;
        const number = apart[id] as number;
        const first = onPath[number] as number;
        if (first === 0) {
          outermost[node] = 1;
          onPath[number] = builder.child(place[tree.parent[node] as number] as number, id);
        }
        place[node] = onPath[number] as number;
      }
      builder.add(place[node] as number, tree.self, node);
    },
    (node) => {
      if (outermost[node] === 1) onPath[apart[tree.function[node] as number] as number] = 0;
    },
  );
  return { tree: builder.build(), place };
}
