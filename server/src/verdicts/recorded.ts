import { amountOf, occurrences, type ProfileSet } from '@perf/profile';
import type { Matcher } from '../selector.js';
import type { ProfileReader, Range } from '../store/store.js';

/** A function whose cost is recorded. */
export interface RecordedFunction {
  readonly function: string;
  /** Any where absent. */
  readonly file?: string | undefined;
  readonly package?: string | undefined;
  readonly of: 'self' | 'total';
  readonly per?: 'request' | undefined;
}

/** Windows arrive a while after they end. */
const settledMs = 60_000;
const usualMs = 5 * 60_000;
/** Where windows are long, so many of an instance are taken: one more or less then changes little. */
const leastWindows = 5;
const longestMs = 6 * 3_600_000;

/**
 * What functions of a selection cost over the last five minutes, or the last five windows where those are longer: CPU seconds
 * per second, of all instances together, or per request. Null where nothing was recorded then, or no request counted.
 */
export async function recordedAmounts(
  store: ProfileReader,
  matchers: readonly Matcher[],
  wanted: readonly RecordedFunction[],
  nowMs: number,
  maxGroups: number,
): Promise<(number | null)[]> {
  const untilMs = nowMs - settledMs;
  const select = (range: Range) =>
    store.select({ sampleType: 'cpu/nanoseconds', matchers, ...range, by: [], maxGroups });
  let range: Range = { fromMs: untilMs - usualMs, untilMs };
  let set = await select(range);
  const { profiles, instanceSeconds } = set.groups[0]?.evidence ?? { profiles: 0, instanceSeconds: 0 };
  const windowMs = profiles === 0 ? 0 : (1000 * instanceSeconds) / profiles;
  if (windowMs * leastWindows > usualMs * 1.5) {
    range = { fromMs: untilMs - Math.min(longestMs, windowMs * leastWindows), untilMs };
    set = await select(range);
  }
  return wanted.map((one) => amountIn(set, one, (range.untilMs - range.fromMs) / 1000));
}

function amountIn({ stacks, groups }: ProfileSet, wanted: RecordedFunction, seconds: number): number | null {
  const [group] = groups;
  if (group === undefined) return null;
  const { name, file, package: packages } = stacks.functions;
  const found = occurrences(
    stacks,
    (id) =>
      name[id] === wanted.function &&
      (wanted.file === undefined || file[id] === wanted.file) &&
      (wanted.package === undefined || packages[id] === wanted.package),
  );
  const cpuSeconds = amountOf(found, group.node, group.value)[wanted.of] / 1e9;
  if (wanted.per === undefined) return cpuSeconds / seconds;
  const { requests } = group.evidence;
  return requests === null || requests === 0 ? null : cpuSeconds / requests;
}
