/** Search in a tree: plain text, case-insensitive, in function names, files and packages. Never a regular expression. */
import type { FunctionColumns, TreeColumns } from '@perf/profile/api.js';

export interface Matches {
  /** By node: 1 where it matches. */
  readonly node: Uint8Array;
  readonly frames: number;
  /** Of `total[0]`. A match inside a match is not counted again. */
  readonly share: number;
  /** Some frames were folded and could not be searched: `share` is a lower bound. */
  readonly partial: boolean;
}

/** Null for an empty search. `total` is the column whose share is asked for. */
export function searchTree(
  functions: FunctionColumns,
  nodes: Pick<TreeColumns, 'parent' | 'name' | 'folded'>,
  total: readonly number[],
  search: string,
): Matches | null {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return null;
  const hit = functions.names.map((name, index) =>
    matchesText([name, functions.files[index] ?? '', functions.packages[index] ?? ''], wanted),
  );
  const count = nodes.parent.length;
  const node = new Uint8Array(count);
  const covered = new Uint8Array(count);
  let frames = 0;
  let sum = 0;
  let partial = false;
  for (let at = 1; at < count; at++) {
    const above = covered[nodes.parent[at] as number] as number;
    covered[at] = above;
    if (nodes.folded[at]) {
      partial ||= !above;
    } else if (hit[nodes.name[at] as number]) {
      node[at] = 1;
      covered[at] = 1;
      frames++;
      if (!above) sum += total[at] ?? 0;
    }
  }
  const whole = total[0] ?? 0;
  return { node, frames, share: whole > 0 ? sum / whole : 0, partial };
}

/** `wanted` is in lower case. */
export function matchesText(texts: readonly string[], wanted: string): boolean {
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
