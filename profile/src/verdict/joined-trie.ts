/** A growing tree of at most so many nodes, each with a function: a hash table over (parent, function). */
export class JoinedTrie {
  readonly #parent: Int32Array;
  readonly #function: Int32Array;
  /** Nodes by hash, 0 where free: the root is nobody's child. */
  readonly #slots: Int32Array;
  #length = 1;

  constructor(mostNodes: number) {
    this.#parent = new Int32Array(mostNodes + 1).fill(-1);
    this.#function = new Int32Array(mostNodes + 1).fill(-1);
    let slots = 16;
    while (slots < 2 * mostNodes) slots *= 2;
    this.#slots = new Int32Array(slots);
  }

  /** The child of a node by its function, made where there is none. */
  child(parent: number, number: number): number {
    const mask = this.#slots.length - 1;
    let slot = Math.imul(Math.imul(parent, 0x9e3779b1) ^ number, 0x85ebca6b);
    slot = (slot ^ (slot >>> 15)) & mask;
    for (let node = this.#slots[slot] as number; node !== 0; node = this.#slots[slot] as number) {
      if (this.#parent[node] === parent && this.#function[node] === number) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.#length++;
    this.#slots[slot] = node;
    this.#parent[node] = parent;
    this.#function[node] = number;
    return node;
  }

  columns(): { parent: Int32Array; function: Int32Array } {
    return { parent: this.#parent.slice(0, this.#length), function: this.#function.slice(0, this.#length) };
  }
}
