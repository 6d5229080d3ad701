import { type FrameTable, type FunctionTable, mergeStacks, type Stacks } from '@perf/profile';
import type { BlockReader } from './block-reader.js';
import type { Trie } from './trie.js';

/** What one service in one block adds to a selection: a dense sum over its trie for each group. */
export interface Part {
  readonly block: BlockReader;
  readonly trie: Trie;
  readonly sums: ReadonlyMap<string, Float64Array>;
}

/** Sparse vectors over tables of their own, by group. */
interface Compact {
  readonly stacks: Stacks;
  readonly vectors: ReadonlyMap<string, { node: Int32Array; value: Float64Array }>;
}

/** Parts to one dense StackTable: only stacks that carry values, and no id of a database. */
export function joinParts(parts: readonly Part[]): Compact {
  const compacts = parts.map(compact);
  const only = compacts[0];
  if (only !== undefined && compacts.length === 1) return only;
  const { stacks, remap } = mergeStacks(compacts.map((part) => part.stacks));
  const sums = new Map<string, Float64Array>();
  for (const [index, part] of compacts.entries()) {
    const target = remap[index] as Int32Array;
    for (const [group, { node, value }] of part.vectors) {
      let sum = sums.get(group);
      if (sum === undefined) {
        sum = new Float64Array(stacks.table.parent.length);
        sums.set(group, sum);
      }
      for (let i = 0; i < node.length; i++) {
        const to = target[node[i] as number] as number;
        sum[to] = (sum[to] as number) + (value[i] as number);
      }
    }
  }
  return { stacks, vectors: new Map([...sums].map(([group, sum]) => [group, sparse(sum)])) };
}

/** Numbers the nodes, frames and functions that are in use anew, parents first as before. */
function compact({ block, trie, sums }: Part): Compact {
  const used = new Uint8Array(trie.size);
  for (const sum of sums.values()) for (let n = 0; n < sum.length; n++) if (sum[n] !== 0) used[n] = 1;
  used[0] = 1;
  for (let n = trie.size - 1; n > 0; n--) if (used[n] === 1) used[trie.parent[n] as number] = 1;
  const nodeIds = new Int32Array(trie.size).fill(-1);
  let nodes = 0;
  for (let n = 0; n < trie.size; n++) if (used[n] === 1) nodeIds[n] = nodes++;
  const parent = new Int32Array(nodes);
  const frame = new Int32Array(nodes);
  const frames = new Numbering(block.frames.function.length);
  for (let n = 0; n < trie.size; n++) {
    if (used[n] === 0) continue;
    const node = nodeIds[n] as number;
    parent[node] = n === 0 ? -1 : (nodeIds[trie.parent[n] as number] as number);
    frame[node] = n === 0 ? -1 : frames.of(trie.frame[n] as number);
  }
  const functions = new Numbering(block.functions.name.length);
  const frameTable: FrameTable = {
    function: Int32Array.from(frames.used, (f) => functions.of(block.frames.function[f] as number)),
    line: Int32Array.from(frames.used, (f) => block.frames.line[f] as number),
  };
  const vectors = new Map<string, { node: Int32Array; value: Float64Array }>();
  for (const [group, sum] of sums) {
    const { node, value } = sparse(sum);
    vectors.set(group, { node: node.map((n) => nodeIds[n] as number), value });
  }
  const stacks = { functions: pick(block, functions.used), frames: frameTable, table: { parent, frame } };
  return { stacks, vectors };
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

function pick({ functions }: BlockReader, ids: readonly number[]): FunctionTable {
  return {
    name: ids.map((id) => functions.name[id] as string),
    file: ids.map((id) => functions.file[id] as string),
    package: ids.map((id) => functions.package[id] as string),
    startLine: ids.map((id) => functions.startLine[id] as number),
    column: ids.map((id) => functions.column[id] as number),
    systemName: ids.map((id) => functions.systemName[id] as string),
  };
}

function sparse(sum: Float64Array): { node: Int32Array; value: Float64Array } {
  let count = 0;
  for (const value of sum) if (value !== 0) count++;
  const node = new Int32Array(count);
  const value = new Float64Array(count);
  let at = 0;
  for (let n = 0; n < sum.length; n++) {
    if (sum[n] === 0) continue;
    node[at] = n;
    value[at++] = sum[n] as number;
  }
  return { node, value };
}
