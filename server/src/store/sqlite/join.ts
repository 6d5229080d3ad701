import { mergeStacks, type Stacks } from '@perf/profile';
import type { Atlas } from './atlas.js';
import type { ServiceVector } from './group-sums.js';

/** Sparse vectors over a dense StackTable, by group. */
export interface Joined {
  readonly stacks: Stacks;
  readonly vectors: ReadonlyMap<string, ServiceVector>;
}

/** Sums over the atlas to one dense StackTable: only stacks that carry values, and no number of the atlas. */
export function joinServices(atlas: Atlas, sums: ReadonlyMap<string, ReadonlyMap<string, ServiceVector>>): Joined {
  const parts = [...sums].map(([service, vectors]) => extract(atlas, service, vectors));
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const { stacks, remap } = mergeStacks(parts.map((part) => part.stacks));
  const added = new Map<string, Float64Array>();
  for (const [index, part] of parts.entries()) {
    const target = remap[index] as Int32Array;
    for (const [group, { node, value }] of part.vectors) {
      let sum = added.get(group);
      if (sum === undefined) {
        sum = new Float64Array(stacks.table.parent.length);
        added.set(group, sum);
      }
      for (let i = 0; i < node.length; i++) {
        const to = target[node[i] as number] as number;
        sum[to] = (sum[to] as number) + (value[i] as number);
      }
    }
  }
  return { stacks, vectors: new Map([...added].map(([group, sum]) => [group, sparse(sum)])) };
}

function extract(atlas: Atlas, service: string, vectors: ReadonlyMap<string, ServiceVector>): Joined {
  const leaves = Array.from(vectors.values(), ({ node }) => node);
  const { stacks, nodeOf } = atlas.extract(service, leaves);
  const renumbered = [...vectors].map(([key, { node, value }]): [string, ServiceVector] => [
    key,
    { node: renumber(node, nodeOf), value },
  ]);
  return { stacks, vectors: new Map(renumbered) };
}

function renumber(node: Int32Array, numbers: Int32Array): Int32Array {
  const out = new Int32Array(node.length);
  for (let i = 0; i < node.length; i++) out[i] = numbers[node[i] as number] as number;
  return out;
}

function sparse(sum: Float64Array): ServiceVector {
  const node: number[] = [];
  for (let at = 0; at < sum.length; at++) if (sum[at] !== 0) node.push(at);
  return { node: Int32Array.from(node), value: Float64Array.from(node, (at) => sum[at] as number) };
}
