import type { SampleVector } from '@perf/profile';
import { VarintReader, VarintWriter } from './varint.js';

/**
 * How the samples of one profile lie in a block, one section for each label set:
 *
 *     head  version, sections; for each: label set id, bytes of its section in data, total of each sample type
 *     data  for each section: nodes; bytes of the node column, node deltas; for each sample type: bytes, values
 *
 * The head answers every question about totals. A reader of data skips the columns it does not want.
 */
export interface Section {
  readonly labelSet: number;
  readonly vector: SampleVector;
}

export interface SectionHead {
  readonly labelSet: number;
  /** Where the section begins in data. */
  readonly offset: number;
  /** By sample type. */
  readonly totals: readonly number[];
}

const version = 1;

export function encodeSections(sections: readonly Section[]): { head: Uint8Array; data: Uint8Array } {
  const head = new VarintWriter(64);
  const data = new VarintWriter(4096);
  head.write(version);
  head.write(sections.length);
  for (const { labelSet, vector } of sections) {
    const start = data.length;
    data.write(vector.node.length);
    const nodes = new VarintWriter(vector.node.length * 2 + 8);
    let previous = 0;
    for (const node of vector.node) {
      nodes.write(node - previous);
      previous = node;
    }
    data.writeBlock(nodes);
    const totals: number[] = [];
    for (const column of vector.values) {
      const values = new VarintWriter(column.length * 4 + 8);
      let total = 0;
      for (const value of column) {
        values.write(value);
        total += value;
      }
      data.writeBlock(values);
      totals.push(total);
    }
    head.write(labelSet);
    head.write(data.length - start);
    for (const total of totals) head.write(total);
  }
  return { head: head.finish(), data: data.finish() };
}

export function decodeHead(head: Uint8Array, sampleTypes: number): SectionHead[] {
  const reader = new VarintReader(head);
  const found = reader.read();
  if (found !== version) throw new RangeError(`a stored vector has format ${found}; this server reads ${version}`);
  const count = reader.read();
  const sections: SectionHead[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    const labelSet = reader.read();
    const bytes = reader.read();
    const totals: number[] = [];
    for (let t = 0; t < sampleTypes; t++) totals.push(reader.read());
    sections.push({ labelSet, offset, totals });
    offset += bytes;
  }
  return sections;
}

/** Adds one sample type of one section to `sum`, which is indexed by node. Makes no garbage. */
export function addSection(data: Uint8Array, offset: number, sampleType: number, sum: Float64Array): void {
  const nodes = new VarintReader(data, offset);
  const count = nodes.read();
  const nodeBytes = nodes.read();
  const values = new VarintReader(data, nodes.at + nodeBytes);
  for (let t = 0; t < sampleType; t++) {
    const bytes = values.read();
    values.at += bytes;
  }
  values.read();
  let node = 0;
  for (let i = 0; i < count; i++) {
    node += nodes.read();
    const value = values.read();
    if (node >= sum.length) throw new RangeError('a stored vector names a stack that is not in its block');
    sum[node] = (sum[node] as number) + value;
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
