import type { StackTable } from './types.js';

/**
 * A growing StackTable: finds the child of a node by its frame, or adds it.
 *
 * One open-addressing hash table over (parent, frame), at most half full. The store warms it from disk with `child` in
 * node order, which yields the same node ids again.
 */
export class StackBuilder {
  #parent: Int32Array;
  #frame: Int32Array;
  /** Node ids by hash; 0 (the root, which is nobody's child) marks a free slot. */
  #slots: Int32Array;
  #size = 1;

  constructor(capacity = 1024) {
    const rows = Math.max(16, 2 ** Math.ceil(Math.log2(capacity)));
    this.#parent = new Int32Array(rows);
    this.#frame = new Int32Array(rows);
    this.#parent[0] = -1;
    this.#frame[0] = -1;
    this.#slots = new Int32Array(rows * 2);
  }

  /** The number of nodes, the root included. */
  get size(): number {
    return this.#size;
  }

  parentOf(node: number): number {
    return this.#parent[node] as number;
  }

  frameOf(node: number): number {
    return this.#frame[node] as number;
  }

  /** The node of `frame` under `parent`, added where it is new (then it equals the former `size`). */
  child(parent: number, frame: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(parent, frame) & mask;
    for (;;) {
      const node = this.#slots[slot] as number;
      if (node === 0) break;
      if (this.#parent[node] === parent && this.#frame[node] === frame) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.#size++;
    if (node === this.#parent.length) this.#grow();
    this.#parent[node] = parent;
    this.#frame[node] = frame;
    this.#insert(node);
    return node;
  }

  /** The table as it is now; later growth does not touch it. */
  build(): StackTable {
    return { parent: this.#parent.slice(0, this.#size), frame: this.#frame.slice(0, this.#size) };
  }

  #insert(node: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#parent[node] as number, this.#frame[node] as number) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = node;
  }

  #grow(): void {
    const rows = this.#parent.length * 2;
    const parent = new Int32Array(rows);
    parent.set(this.#parent);
    const frame = new Int32Array(rows);
    frame.set(this.#frame);
    this.#parent = parent;
    this.#frame = frame;
    this.#slots = new Int32Array(rows * 2);
    for (let node = 1; node < this.#size - 1; node++) this.#insert(node);
  }
}

/** Mixes both halves well enough that consecutive ids spread (Murmur3's finaliser). */
function hash(parent: number, frame: number): number {
  let h = Math.imul(parent, 0x9e3779b1) ^ Math.imul(frame, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
