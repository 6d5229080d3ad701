import { numberApart } from './identity.js';
import { StackBuilder } from './stack-builder.js';
import { ordinalsOf, totalsOf } from './tree.js';
import type { CallTree, FunctionTable } from './types.js';

/**
 * A growing CallTree. `child` finds the child of a node by its function, or adds it; `append` adds one without a look, for
 * those who know that it is new: `child` does not find it, unless it was given to `index`. Node 0 is there from the start.
 */
export class TreeBuilder {
  readonly #functions: FunctionTable;
  readonly #apart: Int32Array;
  /** What can be found, numbered in its own way. */
  readonly #known: StackBuilder;
  /** The node of each number of `#known`. */
  readonly #nodes: number[] = [0];
  #size = 1;
  #parent: Int32Array;
  #function: Int32Array;
  #folded: Int32Array;
  #selfs: Float64Array[];

  constructor(functions: FunctionTable, sides: number, capacity = 1024) {
    const rows = Math.max(1, capacity);
    this.#functions = functions;
    this.#apart = numberApart(functions);
    this.#known = new StackBuilder();
    this.#parent = new Int32Array(rows);
    this.#function = new Int32Array(rows);
    this.#parent[0] = -1;
    this.#function[0] = -1;
    this.#folded = new Int32Array(rows);
    this.#selfs = Array.from({ length: sides }, () => new Float64Array(rows));
  }

  /** The number of nodes, the root included. */
  get size(): number {
    return this.#size;
  }

  functionOf(node: number): number {
    return this.#function[node] as number;
  }

  /** The function of node 0, where the first one that is given stays. */
  nameRoot(functionId: number): void {
    if (this.#function[0] === -1) this.#function[0] = functionId;
  }

  /** The node of a function under `parent`, added where it is new (then it equals the former `size`). */
  child(parent: number, functionId: number): number {
    const before = this.#known.size;
    const number = this.#known.child(parent, this.#numberOf(functionId));
    if (number === before) this.#nodes.push(this.append(parent, functionId));
    return this.#nodes[number] as number;
  }

  append(parent: number, functionId: number): number {
    const node = this.#size++;
    if (node === this.#parent.length) this.#grow();
    this.#parent[node] = parent;
    this.#function[node] = functionId;
    return node;
  }

  /** Lets `child` find a node that was appended. */
  index(node: number): void {
    const before = this.#known.size;
    const number = this.#known.child(this.#parent[node] as number, this.#numberOf(this.#function[node] as number));
    if (number === before) this.#nodes.push(node);
  }

  /** Counts `count` nodes into the one that stands for the folded ones under `parent`, and returns that. */
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
    const size = this.#size;
    const parent = this.#parent.slice(0, size);
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

  #numberOf(functionId: number): number {
    return functionId < 0 ? -1 : (this.#apart[functionId] as number);
  }

  #grow(): void {
    const rows = this.#parent.length * 2;
    const longer = <Column extends Int32Array | Float64Array>(column: Column, into: Column): Column => {
      into.set(column);
      return into;
    };
    this.#parent = longer(this.#parent, new Int32Array(rows));
    this.#function = longer(this.#function, new Int32Array(rows));
    this.#folded = longer(this.#folded, new Int32Array(rows));
    this.#selfs = this.#selfs.map((column) => longer(column, new Float64Array(rows)));
  }
}
