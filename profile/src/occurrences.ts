import type { Stacks } from './types.js';

/** Where in a trie of stacks one function occurs. */
export interface Occurrences {
  /** By node: the node of the outermost call of the function at or above it, -1 where there is none. */
  readonly outermost: Int32Array;
  /** By node: 1 where the node itself is a call of the function. */
  readonly isCall: Uint8Array;
}

export function occurrences({ frames, table }: Stacks, isFunction: (functionId: number) => boolean): Occurrences {
  const { parent, frame } = table;
  const outermost = new Int32Array(parent.length).fill(-1);
  const isCall = new Uint8Array(parent.length);
  for (let node = 1; node < parent.length; node++) {
    const above = outermost[parent[node] as number] as number;
    const found = isFunction(frames.function[frame[node] as number] as number);
    if (found) isCall[node] = 1;
    outermost[node] = above === -1 && found ? node : above;
  }
  return { outermost, isCall };
}

/** Self and total of the function in one vector over those stacks; recursion counts once. `whole` is the vector's sum. */
export function amountOf(
  { outermost, isCall }: Occurrences,
  node: Int32Array,
  value: Float64Array,
): { self: number; total: number; whole: number } {
  let [self, total, whole] = [0, 0, 0];
  for (let i = 0; i < node.length; i++) {
    const at = node[i] as number;
    const amount = value[i] as number;
    whole += amount;
    if (isCall[at] === 1) self += amount;
    if ((outermost[at] as number) >= 0) total += amount;
  }
  return { self, total, whole };
}

export interface LineAmount {
  /** 0 where unknown. */
  readonly line: number;
  readonly self: number;
  readonly total: number;
}

/**
 * The same by line of the function, in order of lines: self where the line itself ran, total where it had called what
 * ran. Of recursive calls the outermost tells the line of the total, so the sums are those of `amountOf`.
 */
export function amountByLine(
  { frames, table }: Stacks,
  { outermost, isCall }: Occurrences,
  node: Int32Array,
  value: Float64Array,
): LineAmount[] {
  const lineOf = (at: number) => frames.line[table.frame[at] as number] as number;
  const lines = new Map<number, { line: number; self: number; total: number }>();
  const row = (line: number) => {
    const known = lines.get(line) ?? { line, self: 0, total: 0 };
    lines.set(line, known);
    return known;
  };
  for (let i = 0; i < node.length; i++) {
    const at = node[i] as number;
    const amount = value[i] as number;
    const outer = outermost[at] as number;
    if (outer >= 0) row(lineOf(outer)).total += amount;
    if (isCall[at] === 1) row(lineOf(at)).self += amount;
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}
