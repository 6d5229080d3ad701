import type { TreeShape } from './shape.js';

/**
 * The `count` heaviest nodes of the sub-tree of `top`, ascending; among equals the first, so that a parent comes before
 * its child. No node is heavier than its parent, so they are found from the top down: it takes as long as there are
 * children of what is found, however large the rest of the tree is.
 */
export function heaviest({ children: { start, child }, weight }: TreeShape, top: number, count: number): Int32Array {
  const open = new NodeHeap(weight);
  open.push(top);
  const found: number[] = [];
  while (found.length < count && open.size > 0) {
    const node = open.pop();
    found.push(node);
    const end = start[node + 1] as number;
    for (let slot = start[node] as number; slot < end; slot++) open.push(child[slot] as number);
  }
  return Int32Array.from(found).sort();
}

/** A binary heap of nodes: the heaviest comes out first, among equals the smallest. */
class NodeHeap {
  readonly #nodes: number[] = [];

  constructor(readonly weight: Float64Array) {}

  get size(): number {
    return this.#nodes.length;
  }

  push(node: number): void {
    const nodes = this.#nodes;
    let at = nodes.length;
    nodes.push(node);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isBefore(node, nodes[above] as number)) break;
      nodes[at] = nodes[above] as number;
      at = above;
    }
    nodes[at] = node;
  }

  /** Only of a heap that is not empty. */
  pop(): number {
    const nodes = this.#nodes;
    const first = nodes[0] as number;
    const last = nodes.pop() as number;
    const size = nodes.length;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= size) break;
      if (below + 1 < size && this.#isBefore(nodes[below + 1] as number, nodes[below] as number)) below++;
      if (!this.#isBefore(nodes[below] as number, last)) break;
      nodes[at] = nodes[below] as number;
      at = below;
    }
    nodes[at] = last;
    return first;
  }

  #isBefore(a: number, b: number): boolean {
    const difference = (this.weight[a] as number) - (this.weight[b] as number);
    return difference > 0 || (difference === 0 && a < b);
  }
}
