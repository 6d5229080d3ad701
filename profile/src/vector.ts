import type { SampleVector } from './types.js';

/**
 * Adds sparse vectors over one StackTable: the inner loop of every merge.
 *
 * Sums are dense while they grow, and sparse again when taken out: only nodes that were touched, in order.
 */
export class DenseSum {
  readonly #sum: Float64Array;
  readonly #touched: Uint8Array;

  /** @param nodes the number of nodes of the StackTable. */
  constructor(nodes: number) {
    this.#sum = new Float64Array(nodes);
    this.#touched = new Uint8Array(nodes);
  }

  /** Adds `value[i]` to node `node[i]`. Nodes may come in any order and more than once. */
  add(node: Int32Array, value: Float64Array): void {
    const sum = this.#sum;
    const touched = this.#touched;
    for (let i = 0; i < node.length; i++) {
      const at = node[i] as number;
      sum[at] = (sum[at] as number) + (value[i] as number);
      touched[at] = 1;
    }
  }

  /** The sums of the touched nodes, sorted by node; sums of zero are kept. */
  toSparse(): { node: Int32Array; value: Float64Array } {
    const touched = this.#touched;
    let count = 0;
    for (let at = 0; at < touched.length; at++) count += touched[at] as number;
    const node = new Int32Array(count);
    const value = new Float64Array(count);
    let row = 0;
    for (let at = 0; at < touched.length; at++) {
      if (touched[at] === 0) continue;
      node[row] = at;
      value[row] = this.#sum[at] as number;
      row++;
    }
    return { node, value };
  }
}

/** The sum of one column of a vector. */
export function sum(value: Float64Array): number {
  let total = 0;
  for (let i = 0; i < value.length; i++) total += value[i] as number;
  return total;
}

/**
 * The vector of rows that arrive in any order, with equal nodes added up.
 *
 * @param node the node of each row.
 * @param columns the rows' values, one column for each sample type, each as long as `node`.
 */
export function sparse(node: Int32Array, columns: readonly Float64Array[]): SampleVector {
  if (isAscending(node)) return { node, values: columns };
  const unique = uniqueOf(node);
  const slot = new Uint32Array(node.length);
  for (let row = 0; row < node.length; row++) slot[row] = placeOf(unique, node[row] as number);
  const values = columns.map((column) => {
    const out = new Float64Array(unique.length);
    for (let row = 0; row < node.length; row++) {
      const at = slot[row] as number;
      out[at] = (out[at] as number) + (column[row] as number);
    }
    return out;
  });
  return { node: unique, values };
}

/** The nodes in order, each once. */
function uniqueOf(node: Int32Array): Int32Array {
  const sorted = node.slice().sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i] as number;
  return sorted.slice(0, count);
}

/** Where a node is among sorted ones that have it. */
function placeOf(sorted: Int32Array, node: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isAscending(node: Int32Array): boolean {
  for (let row = 1; row < node.length; row++) if ((node[row] as number) <= (node[row - 1] as number)) return false;
  return true;
}
