import { useMemo, useState } from 'preact/hooks';

/** One `now` for a whole page, taken again when the question (`key`) changes or `refresh` is called. */
export function useNow(key: string): { nowMs: number; refresh: () => void } {
  const [count, setCount] = useState(0);
  const nowMs = useMemo(() => Date.now(), [key, count]);
  return { nowMs, refresh: () => setCount(count + 1) };
}
