import type { FoundReport, Matches, Problem } from '@perf/profile/api.js';
import { wantedText } from '@perf/profile/match.js';
import { useApi } from './use-api.js';

export interface Search<Found extends Matches> {
  /** What was found last, of this search or, while its answer is on its way, of the one before. */
  readonly found: Found | null;
  /** The same, where it is of this very search and of the graph that `focus` shows. */
  readonly inGraph: Found | null;
  readonly pending: boolean;
  readonly problem: Problem | null;
}

/**
 * Searches the whole tree of a graph, however little of it is shown.
 *
 * @param pathOf the question that a focus and a search make.
 * @param focus of the graph that is asked for; @param shown of the one that is drawn until then.
 */
export function useSearch<Found extends Matches>(
  pathOf: (focus: string, search: string) => string,
  search: string,
  focus: string,
  shown: string,
): Search<Found> {
  const isEmpty = wantedText(search) === '';
  const { data, path, loading, problem } = useApi<FoundReport<Found>>(isEmpty ? null : pathOf(focus, search));
  const found = isEmpty ? null : (data?.matches ?? null);
  return { found, inGraph: path === pathOf(shown, search) ? found : null, pending: loading, problem };
}
