import type { BlockNodes } from './block-reader.js';
import { addSection } from './codec.js';
import { cannotRead, undecodable } from './damage.js';
import type { Samples } from './scan.js';
import { Touched } from './touched.js';

/** Sections are kept as they were read until they are this many bytes, and added up then. */
const mostHeldBytes = 32 * 1024 * 1024;

/** One sample type of a section over the trie of its block. */
export interface Addend extends Samples {
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
  readonly #touched = new Touched();

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
    if (this.#scratch.length < size) this.#scratch = new Float64Array(2 * size);
    const scratch = this.#scratch;
    const touched = this.#touched;
    touched.reserve(size);
    if (sum !== null) {
      for (let i = 0; i < sum.node.length; i++) {
        const at = sum.node[i] as number;
        scratch[at] = sum.value[i] as number;
        touched.add(at);
      }
    }
    for (const { data, section, column, nodes } of held) {
      try {
        addSection(data, section, column, scratch, nodes.target, nodes.size, touched);
      } catch (error) {
        const reason = undecodable(error);
        throw reason === null ? error : cannotRead(nodes.day, reason);
      }
    }
    const vector = sparse(touched.sorted(), scratch);
    for (let i = 0; i < touched.count; i++) scratch[touched.places[i] as number] = 0;
    touched.clear();
    return vector;
  }
}

/** What is not 0 at some places of a sum. */
function sparse(places: Int32Array, sum: Float64Array): ServiceVector {
  let count = 0;
  for (let i = 0; i < places.length; i++) if (sum[places[i] as number] !== 0) count++;
  const node = new Int32Array(count);
  const value = new Float64Array(count);
  let row = 0;
  for (let i = 0; i < places.length; i++) {
    const at = places[i] as number;
    if (sum[at] === 0) continue;
    node[row] = at;
    value[row++] = sum[at] as number;
  }
  return { node, value };
}
