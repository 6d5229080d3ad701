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
  const order = Uint32Array.from(node, (_, row) => row).sort(
    (a, b) => (node[a] as number) - (node[b] as number) || a - b,
  );
  let last = -1;
  let count = 0;
  const slot = new Uint32Array(node.length);
  const sorted = new Int32Array(node.length);
  for (const row of order) {
    const at = node[row] as number;
    if (at !== last) {
      sorted[count++] = at;
      last = at;
    }
    slot[row] = count - 1;
  }
  const values = columns.map((column) => {
    const out = new Float64Array(count);
    for (let row = 0; row < node.length; row++) {
      const at = slot[row] as number;
      out[at] = (out[at] as number) + (column[row] as number);
    }
    return out;
  });
  return { node: sorted.slice(0, count), values };
}

function isAscending(node: Int32Array): boolean {
  for (let row = 1; row < node.length; row++) if ((node[row] as number) <= (node[row - 1] as number)) return false;
  return true;
}
