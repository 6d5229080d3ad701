import { numberApart } from './identity.js';
import { StackBuilder } from './stack-builder.js';
import { ordinalsOf, totalsOf } from './tree.js';
import type { CallTree, FunctionTable } from './types.js';

/** A growing CallTree: finds the child of a node by its function, or adds it. Node 0 is there from the start. */
export class TreeBuilder {
  readonly #functions: FunctionTable;
  readonly #apart: Int32Array;
  readonly #stacks: StackBuilder;
  #function: Int32Array;
  #folded: Int32Array;
  #selfs: Float64Array[];

  constructor(functions: FunctionTable, sides: number, capacity = 1024) {
    this.#functions = functions;
    this.#apart = numberApart(functions);
    this.#stacks = new StackBuilder(capacity);
    this.#function = new Int32Array(capacity);
    this.#function[0] = -1;
    this.#folded = new Int32Array(capacity);
    this.#selfs = Array.from({ length: sides }, () => new Float64Array(capacity));
  }

  /** The number of nodes, the root included. */
  get size(): number {
    return this.#stacks.size;
  }

  /** The function of node 0, where the first one that is given stays. */
  nameRoot(functionId: number): void {
    if (this.#function[0] === -1) this.#function[0] = functionId;
  }

  /** The node of a function under `parent`, added where it is new (then it equals the former `size`). */
  child(parent: number, functionId: number): number {
    const before = this.#stacks.size;
    const node = this.#stacks.child(parent, functionId < 0 ? -1 : (this.#apart[functionId] as number));
    if (node === before) {
      if (node === this.#function.length) this.#grow();
      this.#function[node] = functionId;
    }
    return node;
  }

  /** The node under `parent` that stands for folded ones, `count` more of them. */
  fold(parent: number, count: number): number {
    const node = this.child(parent, -1);
    this.#folded[node] = (this.#folded[node] as number) + count;
    return node;
  }

  /** Adds row `row` of `columns`, one a side, to the self of a node. */
  add(node: number, columns: readonly Float64Array[], row: number): void {
    for (let side = 0; side < columns.length; side++) {
      const self = this.#selfs[side] as Float64Array;
      self[node] = (self[node] as number) + ((columns[side] as Float64Array)[row] as number);
    }
  }

  build(): CallTree {
    const { size } = this;
    const { parent } = this.#stacks.build();
    const function_ = this.#function.slice(0, size);
    const self = this.#selfs.map((column) => column.slice(0, size));
    return {
      functions: this.#functions,
      parent,
      function: function_,
      ordinal: ordinalsOf(this.#functions, parent, function_),
      folded: this.#folded.slice(0, size),
      self,
      total: self.map((column) => totalsOf(parent, column)),
    };
  }

  #grow(): void {
    const rows = this.#function.length * 2;
    const longer = <Column extends Int32Array | Float64Array>(column: Column, into: Column): Column => {
      into.set(column);
      return into;
    };
    this.#function = longer(this.#function, new Int32Array(rows));
    this.#folded = longer(this.#folded, new Int32Array(rows));
    this.#selfs = this.#selfs.map((column) => longer(column, new Float64Array(rows)));
  }
}
