import { useCallback, useMemo, useState } from 'preact/hooks';

export interface Now {
  readonly nowMs: number;
  readonly refresh: () => void;
}

/** One `now` for a whole page, taken again when the question (`key`) changes or `refresh` is called. */
export function useNow(key: string): Now {
  const [count, setCount] = useState(0);
  const nowMs = useMemo(() => Date.now(), [key, count]);
  const refresh = useCallback(() => setCount((before) => before + 1), []);
  return { nowMs, refresh };
}
