/** Where a search hits the frames of a graph. What matches is decided by @perf/profile/match, here as on the server. */
import type { FunctionColumns, Matches, TreeColumns } from '@perf/profile/api.js';
import { matchesText, wantedText } from '@perf/profile/match.js';
import { formatShare, plural } from '@perf/profile/units.js';

/**
 * By node: 1 where it matches, or stands for folded frames that do. null for an empty search.
 *
 * @param found what was found in the whole tree, of this very graph and search; null until that is known. Folded frames
 * are marked from then on.
 */
export function markMatches(
  functions: FunctionColumns,
  nodes: Pick<TreeColumns, 'name' | 'folded'>,
  search: string,
  found: Pick<Matches, 'node'> | null,
): Uint8Array | null {
  const wanted = wantedText(search);
  if (wanted === '') return null;
  if (found !== null) return Uint8Array.from(found.node, (frames) => Number(frames > 0));
  const isMatch = functions.names.map((name, fn) =>
    matchesText([name, functions.files[fn] ?? '', functions.packages[fn] ?? ''], wanted),
  );
  return Uint8Array.from(nodes.name, (fn, node) => Number(node > 0 && !nodes.folded[node] && isMatch[fn]));
}

/** The path id of the match that comes after the one in focus, or before it; the heaviest where none is. */
export function nextMatch(heaviest: readonly string[], focus: string, step: 1 | -1): string | undefined {
  const at = heaviest.indexOf(focus);
  if (at < 0) return heaviest[0];
  return heaviest[(at + step + heaviest.length) % heaviest.length];
}

/** `3 frames, 2 functions, 12.3 % of the total`: of the whole tree, what is folded included. */
export function searchText({ frames, functions }: Pick<Matches, 'frames' | 'functions'>, share: number): string {
  if (frames === 0) return 'No match';
  return `${plural(frames, 'frame')}, ${plural(functions, 'function')}, ${formatShare(share)} of the total`;
}
