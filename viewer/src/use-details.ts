import type { Problem } from '@perf/profile/api.js';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { isLater, problemOf } from './api.js';
import { Asking } from './use-api.js';

/** `path`: what it answers. */
type Settled<Report> = { readonly path: string } & ({ readonly report: Report } | { readonly problem: Problem });

/** Answers that are asked for one by one, and kept as long as the question for '' stays what it is. */
export interface Details<Report> {
  /** The answer, or while the same is asked again the one before. */
  readonly of: (id: string) => Report | null;
  readonly problemOf: (id: string) => Problem | null;
  /** Asks, where that was not done yet. */
  readonly want: (id: string) => void;
  /** Forgets that it failed. */
  readonly retry: (id: string) => void;
}

export function useDetails<Report>(pathOf: (id: string) => string): Details<Report> {
  const asking = useContext(Asking);
  const whole = pathOf('');
  const [known, setKnown] = useState<ReadonlyMap<string, Settled<Report>>>(new Map());
  const waiting = useRef(new Map<string, AbortController>());
  const before = useRef(whole);
  useEffect(() => {
    if (!isLater(before.current, whole)) setKnown(new Map());
    before.current = whole;
    const asked = waiting.current;
    return () => {
      for (const abort of asked.values()) abort.abort();
      asked.clear();
    };
  }, [whole]);
  const want = useCallback(
    (id: string) => {
      const path = pathOf(id);
      if (waiting.current.has(path) || known.get(id)?.path === path) return;
      const abort = new AbortController();
      waiting.current.set(path, abort);
      const settle = (answer: Settled<Report>) => {
        if (abort.signal.aborted) return;
        waiting.current.delete(path);
        setKnown((all) => new Map(all).set(id, answer));
      };
      asking<Report>(path, abort.signal).then(
        (report) => settle({ path, report }),
        (thrown) => settle({ path, problem: problemOf(thrown) }),
      );
    },
    [whole, known, asking],
  );
  const retry = useCallback(
    (id: string) => setKnown((all) => new Map([...all].filter(([one, answer]) => one !== id || 'report' in answer))),
    [whole],
  );
  return useMemo(() => {
    const found = (id: string) => {
      const answer = known.get(id);
      return answer && isLater(answer.path, pathOf(id)) ? answer : undefined;
    };
    return {
      of: (id) => {
        const answer = found(id);
        return answer && 'report' in answer ? answer.report : null;
      },
      problemOf: (id) => {
        const answer = found(id);
        return answer && 'problem' in answer ? answer.problem : null;
      },
      want,
      retry,
    };
  }, [known, want, retry]);
}
