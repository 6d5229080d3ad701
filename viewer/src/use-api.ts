import type { Problem } from '@perf/profile/api.js';
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { ask, problemOf } from './api.js';

/** Who answers the questions of a part of the page: the server, unless a page says otherwise. */
export const Asking = createContext<typeof ask>(ask);

export interface Answer<T> {
  /** The answer to `path`, or while a new one is on its way the one before. */
  readonly data: T | null;
  /** What `data` answers. */
  readonly path: string;
  readonly problem: Problem | null;
  readonly loading: boolean;
  readonly retry: () => void;
}

/** Asks again whenever the path changes; null asks nothing. The last answer stays until the next one is there. */
export function useApi<T>(path: string | null): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, 'retry' | 'loading'> & { asked: string }>({
    data: null,
    path: '',
    problem: null,
    asked: '',
  });
  const asking = useContext(Asking);
  const [attempt, setAttempt] = useState(0);
  const asked = path === null ? '' : `${attempt} ${path}`;
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    asking<T>(path, abort.signal).then(
      (data) => setState({ data, path, problem: null, asked }),
      (thrown) => {
        if (!abort.signal.aborted) setState({ data: null, path, problem: problemOf(thrown), asked });
      },
    );
    return () => abort.abort();
  }, [path, attempt]);
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  const { data, problem } = state;
  return { data, path: state.path, problem, loading: path !== null && state.asked !== asked, retry };
}
