import type { Problem } from '@perf/profile/api.js';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { problemOf } from './api.js';
import { Asking } from './use-api.js';

type Settled<Report> = { readonly report: Report } | { readonly problem: Problem };

/** Answers that are asked for one by one, and kept as long as the question for '' stays what it is. */
export interface Details<Report> {
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
  useEffect(() => {
    const asked = waiting.current;
    return () => {
      for (const abort of asked.values()) abort.abort();
      asked.clear();
      setKnown(new Map());
    };
  }, [whole]);
  const want = useCallback(
    (id: string) => {
      const path = pathOf(id);
      if (waiting.current.has(path) || known.has(path)) return;
      const abort = new AbortController();
      waiting.current.set(path, abort);
      const settle = (answer: Settled<Report>) => {
        if (abort.signal.aborted) return;
        waiting.current.delete(path);
        setKnown((before) => new Map(before).set(path, answer));
      };
      asking<Report>(path, abort.signal).then(
        (report) => settle({ report }),
        (thrown) => settle({ problem: problemOf(thrown) }),
      );
    },
    [whole, known, asking],
  );
  const retry = useCallback(
    (id: string) => setKnown((before) => new Map([...before].filter(([path]) => path !== pathOf(id)))),
    [whole],
  );
  return useMemo(() => {
    const found = (id: string) => known.get(pathOf(id));
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
