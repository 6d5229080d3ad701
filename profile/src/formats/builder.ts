import { ANONYMOUS } from '../identity.js';
import { type NormalPath, normalisePath } from '../normalise.js';
import { FrameBuilder, FunctionBuilder } from '../tables.js';
import type { Profile, SampleLabels, SampleType, SampleVector } from '../types.js';
import { sparse } from '../vector.js';
import { BoundedStacks } from './bounded-stacks.js';
import { type ReadLimits, within } from './bounds.js';

/** A profile that grows frame by frame, stack by stack and sample by sample, within bounds. */
export class ProfileBuilder {
  readonly #functions = new FunctionBuilder();
  readonly #frames = new FrameBuilder();
  readonly #table: BoundedStacks;
  readonly #paths = new Map<string, NormalPath>();
  readonly #groups: { readonly labels: SampleLabels; readonly rows: SampleRows }[] = [];
  readonly #types: readonly SampleType[];
  readonly #limits: ReadLimits;
  #samples = 0;

  constructor(types: readonly SampleType[], limits: ReadLimits) {
    this.#types = types;
    this.#limits = limits;
    this.#table = new BoundedStacks(limits.nodes);
  }

  /** The id of a function's frame. An empty name is an anonymous function's; `line` and `column` are 0 where unknown. */
  frame(name: string, path = '', line = 0, column = 0): number {
    const place = this.#paths.get(path) ?? normalisePath(path);
    this.#paths.set(path, place);
    const id = this.#functions.intern(name || ANONYMOUS, place.file, place.package, line, column, '');
    return this.#frames.intern(id, 0);
  }

  /** The node of a frame below another; `depth` is its number of frames. */
  child(node: number, frame: number, depth: number): number {
    if (depth > this.#limits.depth) within(depth, this.#limits.depth, 'frames in one stack');
    return this.#table.child(node, frame);
  }

  /** Adds samples of these labels, which no other call may give. */
  group(labels: SampleLabels = []): SampleRows {
    const rows = new SampleRows(this.#types.length, () => {
      if (++this.#samples > this.#limits.samples) within(this.#samples, this.#limits.samples, 'samples');
    });
    this.#groups.push({ labels, rows });
    return rows;
  }

  /** The profile as it is now. When it was made is unknown. */
  build(): Profile {
    const groups = this.#groups.filter(({ rows }) => rows.node.length > 0);
    return {
      sampleTypes: this.#types,
      stacks: { functions: this.#functions.build(), frames: this.#frames.build(), table: this.#table.build() },
      samples: groups.map(({ labels, rows }) => ({ labels, vector: rows.build() })),
      profiles: 1,
      startMs: Number.NaN,
      endMs: Number.NaN,
    };
  }
}

/** Samples in any order: a node and a value for each sample type. */
export class SampleRows {
  readonly node: number[] = [];
  readonly #columns: number[][];
  readonly #onAdd: () => void;

  constructor(types: number, onAdd: () => void) {
    this.#columns = Array.from({ length: types }, () => []);
    this.#onAdd = onAdd;
  }

  add(node: number, values: readonly number[]): void {
    this.#onAdd();
    this.node.push(node);
    for (const [type, column] of this.#columns.entries()) column.push(values[type] as number);
  }

  build(): SampleVector {
    const columns = this.#columns.map((column) => Float64Array.from(column));
    return sparse(Int32Array.from(this.node), columns);
  }
}
