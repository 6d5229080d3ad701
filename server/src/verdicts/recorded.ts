import { amountOf, type Evidence, occurrences, type ProfileSet } from '@perf/profile';
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
  const settled = { fromMs: nowMs - settledMs - usualMs, untilMs: nowMs - settledMs };
  const asked = { sampleType: 'cpu/nanoseconds', matchers, by: [], maxGroups };
  const usual = await store.select({ ...asked, ...settled });
  const lately = usual.groups.length > 0 ? usual : await store.totals({ ...asked, ...longest(settled) });
  const range = rangeOf(windowMsOf(lately.groups[0]?.evidence), settled);
  const set = range === settled ? usual : await store.select({ ...asked, ...range });
  return wanted.map((one) => amountIn(set, one, (range.untilMs - range.fromMs) / 1000));
}

/** The middle of a long window is older than five minutes when it arrives. */
function longest({ untilMs }: Range): Range {
  return { fromMs: untilMs - longestMs, untilMs };
}

function windowMsOf({ profiles, instanceSeconds }: Pick<Evidence, 'profiles' | 'instanceSeconds'> = none): number {
  return profiles === 0 ? 0 : (1000 * instanceSeconds) / profiles;
}

const none = { profiles: 0, instanceSeconds: 0 };

/** Of long windows, those that have ended by then: a window lies where its middle does. */
function rangeOf(windowMs: number, settled: Range): Range {
  if (windowMs * leastWindows <= usualMs * 1.5) return settled;
  const untilMs = settled.untilMs - windowMs / 2;
  return { fromMs: untilMs - Math.min(longestMs, windowMs * leastWindows), untilMs };
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
