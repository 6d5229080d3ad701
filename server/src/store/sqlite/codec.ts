import type { SampleVector } from '@perf/profile';
import type { Touched } from './touched.js';
import { VarintReader, VarintWriter } from './varint.js';

/**
 * How the samples of one profile lie in a block, one section for each label set:
 *
 *     head  version, sections; for each: label set id, bytes of its section in data, total of each sample type
 *     data  for each section: nodes; bytes of the node column, node deltas; for each sample type: bytes, column
 *
 * The head answers every question about totals. A reader of data skips the columns it does not want.
 *
 * A column begins with how it is written. PLAIN: one value for each node. MULTIPLE: what each node of the first column
 * is multiplied by, exceptions; for each: how many nodes after the one before, value. Wall time is a multiple of the
 * number of samples, and most stacks have no stall. Version 1 had plain columns alone, without that beginning.
 */
export interface Section {
  readonly labelSet: number;
  readonly vector: SampleVector;
}

export interface SectionHead {
  readonly version: number;
  readonly labelSet: number;
  /** Where the section begins in data. */
  readonly offset: number;
  /** By sample type. */
  readonly totals: readonly number[];
}

const VERSION = 2;

const PLAIN = 0;
const MULTIPLE = 1;

/** Used again for every vector: they take the memory of the largest one. */
const [head, data, part] = [new VarintWriter(64), new VarintWriter(4096), new VarintWriter(4096)];

export function encodeSections(sections: readonly Section[]): { head: Uint8Array; data: Uint8Array } {
  head.clear();
  data.clear();
  head.write(VERSION);
  head.write(sections.length);
  for (const { labelSet, vector } of sections) {
    const start = data.length;
    data.write(vector.node.length);
    part.clear();
    let previous = 0;
    for (let i = 0; i < vector.node.length; i++) {
      const node = vector.node[i] as number;
      part.write(node - previous);
      previous = node;
    }
    data.writeBlock(part);
    const totals: number[] = [];
    for (const [type, column] of vector.values.entries()) {
      part.clear();
      writeColumn(part, column, type === 0 ? null : (vector.values[0] as Float64Array));
      data.writeBlock(part);
      let total = 0;
      for (let i = 0; i < column.length; i++) total += column[i] as number;
      totals.push(total);
    }
    head.write(labelSet);
    head.write(data.length - start);
    for (const total of totals) head.write(total);
  }
  return { head: head.finish(), data: data.finish() };
}

function writeColumn(out: VarintWriter, column: Float64Array, first: Float64Array | null): void {
  const factor = first === null ? null : factorOf(column, first);
  if (first === null || factor === null) {
    out.write(PLAIN);
    for (let i = 0; i < column.length; i++) out.write(column[i] as number);
    return;
  }
  const isException = (i: number): boolean => column[i] !== (first[i] as number) * factor;
  let exceptions = 0;
  for (let i = 0; i < column.length; i++) if (isException(i)) exceptions++;
  out.write(MULTIPLE);
  out.write(factor);
  out.write(exceptions);
  let previous = 0;
  for (let i = 0; i < column.length; i++) {
    if (!isException(i)) continue;
    out.write(i - previous);
    out.write(column[i] as number);
    previous = i;
  }
}

/** What makes at least two thirds of a column multiples of the first, null where nothing does. */
function factorOf(column: Float64Array, first: Float64Array): number | null {
  const middle = column.length >> 1;
  for (const factor of [
    0,
    (column[0] as number) / (first[0] as number),
    (column[middle] as number) / (first[middle] as number),
  ]) {
    if (!Number.isSafeInteger(factor)) continue;
    let fitting = 0;
    for (let i = 0; i < column.length; i++) if (column[i] === (first[i] as number) * factor) fitting++;
    if (3 * fitting >= 2 * column.length) return factor;
  }
  return null;
}

export function decodeHead(head: Uint8Array, sampleTypes: number): SectionHead[] {
  const reader = new VarintReader(head);
  const version = reader.read();
  if (version > VERSION || version === 0) {
    throw new RangeError(`a stored vector has format ${version}; this server reads up to ${VERSION}`);
  }
  const count = reader.read();
  const sections: SectionHead[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const labelSet = reader.read();
    const bytes = reader.read();
    const totals: number[] = [];
    for (let t = 0; t < sampleTypes; t++) totals.push(reader.read());
    sections.push({ version, labelSet, offset, totals });
    offset += bytes;
  }
  return sections;
}

/**
 * Adds one sample type of one section to `sum`, which is indexed by `target` of the section's nodes, or by the nodes
 * themselves. Makes no garbage but the readers.
 *
 * @param touched is told where anything was added, 0 included.
 */
export function addSection(
  data: Uint8Array,
  { version, offset }: Pick<SectionHead, 'version' | 'offset'>,
  sampleType: number,
  sum: Float64Array,
  target: Int32Array | null = null,
  nodesKnown = sum.length,
  touched: Touched | null = null,
): void {
  const nodes = new VarintReader(data, offset);
  const count = nodes.read();
  const nodeBytes = nodes.read();
  const values = new VarintReader(data, nodes.at + nodeBytes);
  const first = new VarintReader(data, values.at);
  for (let t = 0; t < sampleType; t++) {
    const bytes = values.read();
    values.at += bytes;
  }
  values.read();
  const isMultiple = version > 1 && values.read() === MULTIPLE;
  let factor = 0;
  let exceptions = 0;
  let exceptionAt = -1;
  if (isMultiple) {
    factor = values.read();
    exceptions = values.read();
    if (exceptions > 0) exceptionAt = values.read();
    // The length of the first column, and how it is written: it is plain.
    first.read();
    first.read();
  }
  let node = 0;
  for (let i = 0; i < count; i++) {
    node += nodes.read();
    let value: number;
    if (!isMultiple) value = values.read();
    else {
      value = factor === 0 ? 0 : first.read() * factor;
      if (i === exceptionAt) {
        value = values.read();
        exceptionAt = --exceptions > 0 ? exceptionAt + values.read() : -1;
      }
    }
    if (node >= nodesKnown) throw new RangeError('a stored vector names a stack that is not in its block');
    const at = target === null ? node : (target[node] as number);
    sum[at] = (sum[at] as number) + value;
    if (touched !== null) touched.add(at);
  }
}

/** Calls back for each node of a section, in order. */
export function eachNode(
  data: Uint8Array,
  { offset }: Pick<SectionHead, 'offset'>,
  each: (node: number) => void,
): void {
  const nodes = new VarintReader(data, offset);
  const count = nodes.read();
  nodes.read();
  let node = 0;
  for (let i = 0; i < count; i++) {
    node += nodes.read();
    each(node);
  }
}

/** Nodes `first` and up of a trie: parent and frame of each, the parent as a distance. */
export function encodeStackChunk(parent: Int32Array, frame: Int32Array, first: number): Uint8Array {
  const out = new VarintWriter(parent.length * 4);
  for (let i = 0; i < parent.length; i++) {
    out.write(first + i - (parent[i] as number));
    out.write(frame[i] as number);
  }
  return out.finish();
}

/** Calls back for each node of a chunk, in order. */
export function decodeStackChunk(
  bytes: Uint8Array,
  first: number,
  nodes: number,
  each: (parent: number, frame: number) => void,
): void {
  const reader = new VarintReader(bytes);
  for (let i = 0; i < nodes; i++) {
    const parent = first + i - reader.read();
    if (parent < 0) throw new RangeError('a stored stack has no parent');
    each(parent, reader.read());
  }
}
