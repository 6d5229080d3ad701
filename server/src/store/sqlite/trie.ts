import { decodeStackChunk } from './codec.js';

/** The stacks of one service in one block, as a reader holds them: columns that only ever grow. */
export class Trie {
  parent = new Int32Array(1024);
  frame = new Int32Array(1024);
  /** Nodes known, the root included. */
  size = 1;

  constructor() {
    this.parent[0] = -1;
    this.frame[0] = -1;
  }

  /** Takes over what a chunk holds beyond the nodes known. */
  load(first: number, nodes: number, data: Uint8Array): void {
    this.#reserve(first + nodes);
    let node = first;
    decodeStackChunk(data, first, nodes, (parent, frame) => {
      this.parent[node] = parent;
      this.frame[node] = frame;
      node++;
    });
    this.size = Math.max(this.size, node);
  }

  #reserve(nodes: number): void {
    if (nodes <= this.parent.length) return;
    const rows = Math.max(nodes, this.parent.length * 2);
    const parent = new Int32Array(rows);
    parent.set(this.parent);
    const frame = new Int32Array(rows);
    frame.set(this.frame);
    this.parent = parent;
    this.frame = frame;
  }
}
