import type { PlacedTree } from '../calltree.js';
import { numberApart } from '../identity.js';
import type { CallTree } from '../types.js';
import { regrow } from './regrow.js';

/**
 * Every call of a function below itself, direct or through others, is folded into the outermost one:
 * `a;b;a;c` becomes `a;c`, and what the inner `a` took itself is the outer one's.
 *
 * Invariants: no function is twice on a path; the total of the tree and the self of every function stay.
 */
export function collapseRecursion(tree: CallTree): PlacedTree {
  const { parent, function: functionOf } = tree;
  const apart = numberApart(tree.functions);
  const owner = new Int32Array(parent.length);
  /** Bits of the functions on the path to each node: where a function's is missing, it is not there, without a look. */
  const onPath = new Int32Array(parent.length);
  for (let node = 1; node < owner.length; node++) {
    const above = owner[parent[node] as number] as number;
    const number = apart[functionOf[node] as number] as number;
    const bits = bitsOf(number);
    let outer = 0;
    if (((onPath[above] as number) & bits) === bits) {
      for (outer = above; outer > 0; outer = owner[parent[outer] as number] as number) {
        if (apart[functionOf[outer] as number] === number) break;
      }
    }
    owner[node] = outer > 0 ? outer : node;
    onPath[node] = (onPath[above] as number) | bits;
  }
  return regrow(tree, { functions: tree.functions, owner, function: functionOf });
}

/** Two bits of 32. */
function bitsOf(number: number): number {
  const hash = Math.imul(number + 1, 0x9e3779b1);
  return (1 << (hash >>> 27)) | (1 << ((hash >>> 22) & 31));
}
