import type { Problem } from '@perf/profile/api.js';
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { askOnce } from './ahead.js';
import { ask, isAway, isLater, problemOf } from './api.js';

/** Who answers the questions of a part of the page: the server, unless a page says otherwise. */
export const Asking = createContext<typeof ask>(ask);

export interface Answer<T> {
  /** The answer to `path`, or while a new one is on its way the one before. */
  readonly data: T | null;
  /** What `data` answers. */
  readonly path: string;
  /** When it did, epoch milliseconds. */
  readonly answeredMs: number;
  /** Why there is no answer. Beside `data` where the same was answered before. */
  readonly problem: Problem | null;
  readonly loading: boolean;
  /** Loading for so long that somebody who waits wants to know what for. */
  readonly slow: boolean;
  /** `data` answers another question than the one that was asked last. */
  readonly stale: boolean;
  readonly retry: () => void;
  /** Stops waiting; there is a problem then, which says so. */
  readonly cancel: () => void;
}

interface State<T> {
  readonly data: T | null;
  readonly path: string;
  readonly answeredMs: number;
  readonly problem: Problem | null;
  /** What `problem` is about. */
  readonly failed: string;
  /** The attempt and path that were settled last. */
  readonly asked: string;
}

const NOTHING = { data: null, path: '', answeredMs: 0, problem: null, failed: '', asked: '' };
const SLOW_MS = 1000;
/** Before a server that is away is asked again. */
const AWAY_MS = [1000, 2000, 4000, 8000, 15_000];
const CANCELLED: Problem = {
  type: 'about:blank',
  title: 'Not waited for',
  status: 0,
  detail: 'You stopped waiting for the answer.',
};

/** Asks again whenever the path changes; null asks nothing. The last answer stays until the next one is there. */
export function useApi<T>(path: string | null): Answer<T> {
  const [state, setState] = useState<State<T>>(NOTHING);
  const [attempt, setAttempt] = useState(0);
  const [slowAsked, setSlowAsked] = useState('');
  const asking = useContext(Asking);
  const cancelling = useRef<() => void>(() => undefined);
  const asked = path === null ? '' : `${attempt} ${path}`;
  const start = () => {
    if (path === null) return;
    const abort = new AbortController();
    const slow = setTimeout(() => setSlowAsked(asked), SLOW_MS);
    const fail = (problem: Problem) => {
      clearTimeout(slow);
      setState((before) => {
        const kept = before.data !== null && isLater(before.path, path);
        return { ...before, data: kept ? before.data : null, problem, failed: path, asked };
      });
    };
    cancelling.current = () => {
      abort.abort();
      fail(CANCELLED);
    };
    askOnce<T>(asking, path, abort.signal).then(
      (data) => {
        clearTimeout(slow);
        if (!abort.signal.aborted) setState({ data, path, answeredMs: Date.now(), problem: null, failed: '', asked });
      },
      (thrown) => {
        if (!abort.signal.aborted) fail(problemOf(thrown));
      },
    );
    return () => {
      clearTimeout(slow);
      abort.abort();
    };
  };
  // A new page is painted first. One that is there asks before it is painted again, so that the answer is made meanwhile.
  const isThere = useRef(false);
  useLayoutEffect(() => (isThere.current ? start() : undefined), [path, attempt]);
  useEffect(() => {
    if (isThere.current) return;
    isThere.current = true;
    return start();
  }, [path, attempt]);
  const retry = useCallback(() => setAttempt((before) => before + 1), []);
  const cancel = useCallback(() => cancelling.current(), []);
  const loading = path !== null && state.asked !== asked;
  const problem = path !== null && state.problem && isLater(state.failed, path) ? state.problem : null;
  useAskingAgain(problem, loading, retry);
  return {
    data: state.data,
    path: state.path,
    answeredMs: state.answeredMs,
    problem,
    loading,
    slow: loading && slowAsked === asked,
    stale: loading && state.data !== null && path !== null && !isLater(state.path, path),
    retry,
    cancel,
  };
}

/** Answered, failed, or so slow that what depends on it should not wait. */
export function isSettled({ data, problem, slow }: Answer<unknown>): boolean {
  return data !== null || problem !== null || slow;
}

/** What was answered to the question asked last, or to the same one earlier; nothing of another one. */
export function currentOf<T>(path: string | null, { data, stale }: Answer<T>): T | null {
  return path === null || stale ? null : data;
}

/** While the server is away: after longer and longer times, when the network is back, and never in a tab nobody sees. */
function useAskingAgain(problem: Problem | null, loading: boolean, retry: () => void): void {
  const times = useRef(0);
  const away = problem !== null && isAway(problem);
  useEffect(() => {
    if (!away) times.current = 0;
    if (!away || loading) return;
    const delay = AWAY_MS[Math.min(times.current, AWAY_MS.length - 1)];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      times.current++;
      retry();
    };
    const wait = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(ask, delay);
    };
    wait();
    addEventListener('online', ask);
    document.addEventListener('visibilitychange', wait);
    return () => {
      clearTimeout(timer);
      removeEventListener('online', ask);
      document.removeEventListener('visibilitychange', wait);
    };
  }, [away, loading, retry]);
}
