import type { VerdictWindow } from './types.js';
import { byInstance } from './warm-up.js';

export interface Look {
  /** Its number of windows. */
  readonly windows: number;
  /** The windows of the comparison up to it. */
  readonly seen: readonly VerdictWindow[];
  /** When the last of them began. Whatever comes later belongs to the next look. */
  readonly lastMs: number;
}

/** The last look that at least half of the instances have reached, null before the first. */
export function lookAt(windows: readonly VerdictWindow[], looks: readonly number[]): Look | null {
  const instances = [...byInstance(windows).values()];
  const reached = looks.filter(
    (look) => 2 * instances.filter((times) => times.length >= look).length >= instances.length,
  );
  const last = instances.length === 0 ? undefined : reached.at(-1);
  if (last === undefined) return null;
  const ends = instances.flatMap((times) => times[last - 1]?.fromMs ?? []).sort((a, b) => a - b);
  const lastMs = ends[Math.ceil(instances.length / 2) - 1] as number;
  const seen = instances.flatMap((times) =>
    times.slice(0, last).flatMap(({ fromMs, parts }) => (fromMs <= lastMs ? parts : [])),
  );
  return { windows: last, seen, lastMs };
}
