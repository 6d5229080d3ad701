import { FrameBuilder, FunctionBuilder, StackBuilder, type Stacks } from '@perf/profile';

/**
 * The stacks of all blocks a reader has open, each once: one trie for each service. Blocks know for each of their own
 * nodes where it is here (block-reader.ts), so that vectors of different days are added up as if they were of one.
 */
export class Atlas {
  readonly functions = new FunctionBuilder();
  readonly frames = new FrameBuilder();
  readonly #tries = new Map<string, StackBuilder>();

  trie(service: string): StackBuilder {
    let trie = this.#tries.get(service);
    if (trie === undefined) {
      trie = new StackBuilder();
      this.#tries.set(service, trie);
    }
    return trie;
  }

  /** Nodes of all services. */
  get nodes(): number {
    let nodes = 0;
    for (const trie of this.#tries.values()) nodes += trie.size;
    return nodes;
  }

  /**
   * The stacks that end in any of the `leaves`, and for each of those its node there: nodes, frames and functions are numbered
   * anew, in the same order.
   */
  extract(service: string, leaves: readonly Int32Array[]): { stacks: Stacks; nodeOf: Int32Array } {
    const trie = this.trie(service);
    /** 1 for each node that is used; then its number. */
    const numbers = new Int32Array(trie.size);
    numbers[0] = 1;
    let used = 1;
    for (const some of leaves) {
      for (let i = 0; i < some.length; i++) {
        for (let at = some[i] as number; numbers[at] === 0; at = trie.parentOf(at)) {
          numbers[at] = 1;
          used++;
        }
      }
    }
    const parent = new Int32Array(used);
    const frame = new Int32Array(used);
    const frames = new Numbering(this.frames.size);
    let node = 0;
    for (let at = 0; node < used; at++) {
      if (numbers[at] === 0) continue;
      parent[node] = node === 0 ? -1 : (numbers[trie.parentOf(at)] as number);
      frame[node] = node === 0 ? -1 : frames.of(trie.frameOf(at));
      numbers[at] = node++;
    }
    const functions = new Numbering(this.functions.size);
    const frameTable = {
      function: Int32Array.from(frames.used, (one) => functions.of(this.frames.functionOf(one))),
      line: Int32Array.from(frames.used, (one) => this.frames.lineOf(one)),
    };
    const rows = functions.used.map((id) => this.functions.row(id));
    const functionTable = {
      name: rows.map(({ name }) => name),
      file: rows.map(({ file }) => file),
      package: rows.map((row) => row.package),
      startLine: rows.map(({ startLine }) => startLine),
      column: rows.map(({ column }) => column),
      systemName: rows.map(({ systemName }) => systemName),
    };
    const stacks = { functions: functionTable, frames: frameTable, table: { parent, frame } };
    return { stacks, nodeOf: numbers };
  }
}

/** Dense numbers for the ids of a larger space, in order of first use. */
class Numbering {
  readonly used: number[] = [];
  readonly #numbers: Int32Array;

  constructor(size: number) {
    this.#numbers = new Int32Array(size).fill(-1);
  }

  of(id: number): number {
    let number = this.#numbers[id] as number;
    if (number === -1) {
      number = this.used.length;
      this.#numbers[id] = number;
      this.used.push(id);
    }
    return number;
  }
}
