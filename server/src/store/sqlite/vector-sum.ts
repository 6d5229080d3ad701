import type { SampleVector } from '@perf/profile';
import { addSection, type SectionHead } from './codec.js';
import { Touched } from './touched.js';

/** Where a section lies. */
export interface SectionRef {
  readonly data: Uint8Array;
  readonly section: SectionHead;
}

/** Adds up sections over one trie. Keeps its memory from one sum to the next. */
export class VectorSum {
  #columns: Float64Array[] = [];
  #touched = new Touched();

  /**
   * @param nodes of the trie; @param sampleTypes columns of each section.
   * @throws RangeError where a section is damaged.
   */
  sum(sections: readonly SectionRef[], nodes: number, sampleTypes: number): SampleVector {
    const columns = this.#reserve(nodes, sampleTypes);
    const touched = this.#touched;
    try {
      for (const { data, section } of sections) {
        for (const [type, sum] of columns.entries()) {
          addSection(data, section, type, sum, null, nodes, type === 0 ? touched : null);
        }
      }
    } catch (error) {
      // What was added already would be part of the next sum.
      this.#columns = [];
      this.#touched = new Touched();
      throw error;
    }
    const node = touched.sorted().slice();
    const values = columns.map((sum) => {
      const value = new Float64Array(node.length);
      for (let i = 0; i < node.length; i++) {
        value[i] = sum[node[i] as number] as number;
        sum[node[i] as number] = 0;
      }
      return value;
    });
    touched.clear();
    return { node, values };
  }

  #reserve(nodes: number, sampleTypes: number): Float64Array[] {
    this.#touched.reserve(nodes);
    if (this.#columns.some((column) => column.length < nodes)) this.#columns = [];
    while (this.#columns.length < sampleTypes) this.#columns.push(new Float64Array(2 * nodes));
    return this.#columns.slice(0, sampleTypes);
  }
}
