import type { SampleVector } from '@perf/profile';
import { addSection, eachNode, type SectionHead } from './codec.js';

/** Where a section lies. */
export interface SectionRef {
  readonly data: Uint8Array;
  readonly section: SectionHead;
}

/** Adds up sections over one trie. Keeps its memory from one sum to the next. */
export class VectorSum {
  #columns: Float64Array[] = [];
  #isTouched = new Uint8Array(0);

  /**
   * @param nodes of the trie; @param sampleTypes columns of each section.
   * @throws RangeError where a section is damaged.
   */
  sum(sections: readonly SectionRef[], nodes: number, sampleTypes: number): SampleVector {
    this.#reserve(nodes, sampleTypes);
    const isTouched = this.#isTouched;
    const touched: number[] = [];
    const touch = (node: number): void => {
      if (isTouched[node] === 1) return;
      isTouched[node] = 1;
      touched.push(node);
    };
    const columns = this.#columns.slice(0, sampleTypes);
    try {
      for (const { data, section } of sections) {
        for (const [type, sum] of columns.entries()) addSection(data, section, type, sum, null, nodes);
        eachNode(data, section, touch);
      }
    } catch (error) {
      // What was added already would be part of the next sum.
      this.#columns = [];
      this.#isTouched = new Uint8Array(0);
      throw error;
    }
    const node = Int32Array.from(touched).sort();
    const values = columns.map((sum) => {
      const value = new Float64Array(node.length);
      for (let i = 0; i < node.length; i++) {
        value[i] = sum[node[i] as number] as number;
        sum[node[i] as number] = 0;
      }
      return value;
    });
    for (const at of touched) isTouched[at] = 0;
    return { node, values };
  }

  #reserve(nodes: number, sampleTypes: number): void {
    if (nodes > this.#isTouched.length) {
      this.#isTouched = new Uint8Array(2 * nodes);
      this.#columns = [];
    }
    while (this.#columns.length < sampleTypes) this.#columns.push(new Float64Array(this.#isTouched.length));
  }
}
