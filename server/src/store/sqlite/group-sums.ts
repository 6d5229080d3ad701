import type { BlockNodes } from './block-reader.js';
import { addSection, eachNode, type SectionHead } from './codec.js';
import { cannotRead, undecodable } from './damage.js';

/** Sections are kept as they were read until they are this many bytes, and added up then. */
const mostHeldBytes = 32 * 1024 * 1024;

/** One sample type of a section over the trie of its block. */
export interface Addend {
  readonly data: Uint8Array;
  readonly section: SectionHead;
  readonly column: number;
  readonly nodes: BlockNodes;
}

/** A sparse vector over the nodes of one service in the atlas. */
export interface ServiceVector {
  readonly node: Int32Array;
  readonly value: Float64Array;
}

interface Group {
  readonly service: string;
  readonly key: string;
  held: Addend[];
  sum: ServiceVector | null;
}

/** The sums of a selection by group and service. Takes the memory of its result, and of what is held. */
export class GroupSums {
  readonly #groups = new Map<string, Group>();
  #heldBytes = 0;
  /** Sections of one vector follow each other, and hold the same bytes. */
  #lastData: Uint8Array | null = null;
  #scratch = new Float64Array(0);
  #isTouched = new Uint8Array(0);

  /** @param trieSize how many nodes the atlas has of a service. */
  constructor(readonly trieSize: (service: string) => number) {}

  add(key: string, service: string, addend: Addend): void {
    const id = `${key}\0${service}`;
    let group = this.#groups.get(id);
    if (group === undefined) {
      group = { service, key, held: [], sum: null };
      this.#groups.set(id, group);
    }
    group.held.push(addend);
    if (addend.data !== this.#lastData) this.#heldBytes += addend.data.length;
    this.#lastData = addend.data;
    if (this.#heldBytes > mostHeldBytes) this.#addUp();
  }

  /** Sums by service, then by group. Values of 0 are left out. */
  finish(): Map<string, Map<string, ServiceVector>> {
    this.#addUp();
    const services = new Map<string, Map<string, ServiceVector>>();
    for (const { service, key, sum } of this.#groups.values()) {
      let vectors = services.get(service);
      if (vectors === undefined) {
        vectors = new Map();
        services.set(service, vectors);
      }
      if (sum !== null) vectors.set(key, sum);
    }
    return services;
  }

  #addUp(): void {
    for (const group of this.#groups.values()) {
      if (group.held.length === 0) continue;
      group.sum = this.#sum(group);
      group.held = [];
    }
    this.#heldBytes = 0;
    this.#lastData = null;
  }

  #sum({ service, held, sum }: Group): ServiceVector {
    const size = this.trieSize(service);
    if (this.#scratch.length < size) {
      this.#scratch = new Float64Array(2 * size);
      this.#isTouched = new Uint8Array(2 * size);
    }
    const [scratch, isTouched] = [this.#scratch, this.#isTouched];
    const touched: number[] = [];
    const touch = (at: number): void => {
      if (isTouched[at] === 1) return;
      isTouched[at] = 1;
      touched.push(at);
    };
    if (sum !== null) {
      for (let i = 0; i < sum.node.length; i++) {
        const at = sum.node[i] as number;
        scratch[at] = sum.value[i] as number;
        touch(at);
      }
    }
    for (const { data, section, column, nodes } of held) {
      try {
        addSection(data, section, column, scratch, nodes.target, nodes.size);
        eachNode(data, section, (node) => touch(nodes.target[node] as number));
      } catch (error) {
        const reason = undecodable(error);
        throw reason === null ? error : cannotRead(nodes.day, reason);
      }
    }
    const order = inOrder(touched, isTouched, size);
    const node = order.filter((at) => scratch[at] !== 0);
    const value = Float64Array.from(node, (at) => scratch[at] as number);
    for (const at of touched) {
      scratch[at] = 0;
      isTouched[at] = 0;
    }
    return { node, value };
  }
}

/** The touched nodes, ascending: sorted where they are few, else picked out of all. */
function inOrder(touched: readonly number[], isTouched: Uint8Array, size: number): Int32Array {
  if (touched.length < size / 16) return Int32Array.from(touched).sort();
  const order = new Int32Array(touched.length);
  let row = 0;
  for (let at = 0; at < size; at++) if (isTouched[at] === 1) order[row++] = at;
  return order;
}
