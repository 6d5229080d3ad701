import { functionKey, type ProfileSet, type ShareChange } from '@perf/profile';
import { idOf } from '@perf/profile/hash.js';
import { BIN_MS, BLOCK_MS, type Change, findChanges } from '@perf/profile/verdict/changepoint.js';
import { atEqualWork } from '@perf/profile/verdict/equal-work.js';
import type { FunctionRef } from '@perf/profile/verdict/types.js';
import type { ProfileReader, Range, VersionSpan } from '../store/store.js';
import { dayMs } from '../time.js';
import { matchersOf } from './sides.js';

/** A change as of this look; when it was found is known to those who keep it. */
export type FoundChange = Omit<ShareChange, 'foundMs' | 'seenMs'>;

export interface ChangesFound {
  readonly changes: readonly FoundChange[];
  readonly range: Range;
  readonly functions: number;
  readonly share: number;
}

const lookBackMs = 7 * dayMs;
/** Windows arrive a while after they end. */
const settledMs = BIN_MS;
const mostFunctions = 200;
/** A function of fewer samples in two hours says nothing by its share; an agent takes 99 a second. */
const leastSamples = 50;
const sampleNanoseconds = 1e9 / 99;

/** When functions of a service and env changed for good within the last week, whoever deployed what. */
export async function changesIn(
  store: ProfileReader,
  { service, env }: { readonly service: string; readonly env: string },
  nowMs: number,
  maxGroups: number,
): Promise<ChangesFound> {
  const untilMs = Math.floor((nowMs - settledMs) / BLOCK_MS) * BLOCK_MS;
  const range = { fromMs: Math.max(0, untilMs - lookBackMs), untilMs };
  const selection = { sampleType: 'cpu', matchers: matchersOf({ service, env }), by: [], maxGroups };
  const recorded = await store.totals({ ...selection, ...range, stepMs: BLOCK_MS });
  const functions = costliest(await store.select({ ...selection, ...range }), recorded.groups.length);
  const bins = (range.untilMs - range.fromMs) / BIN_MS;
  const rowOf = new Map(functions.rows.map(({ key }, row) => [key, row]));
  const shares = functions.rows.map(() => new Float64Array(bins).fill(Number.NaN));
  // Day by day, so that only one day's stacks are held at a time.
  for (let fromMs = range.fromMs; fromMs < range.untilMs; fromMs += dayMs) {
    const day = { fromMs, untilMs: Math.min(range.untilMs, fromMs + dayMs) };
    const set = await store.select({ ...selection, ...day, stepMs: BIN_MS });
    addShares(shares, set, rowOf, range.fromMs);
  }
  const found = findChanges(atEqualWork(shares).map((share) => ({ fromMs: range.fromMs, share })));
  const versions = (await store.versions(service)).filter((span) => span.env === env);
  return {
    range,
    functions: functions.rows.length,
    share: functions.share,
    changes: found.map((change) => changeOf(change, found)),
  };

  function changeOf(change: Change, all: readonly Change[]): FoundChange {
    const { atMs, before, after, ratio, p, wentAwayMs } = change;
    const { key, ref } = functions.rows[change.series] as Row;
    const own = all.filter(({ series }) => series === change.series);
    const earlier = own.filter((one) => one.atMs < atMs).map((one) => one.wentAwayMs ?? one.atMs);
    const later = own.filter((one) => one.atMs > atMs).map((one) => one.atMs);
    const when = { fromMs: atMs - BLOCK_MS, untilMs: atMs + BLOCK_MS };
    return {
      id: idOf('change', service, env, key, String(atMs)),
      ...{ service, env, function: ref, range: when, before, after, ratio, p },
      beforeRange: { fromMs: Math.max(range.fromMs, ...earlier), untilMs: when.fromMs },
      afterRange: { fromMs: atMs, untilMs: Math.min(wentAwayMs ?? range.untilMs, ...later) },
      version: explains(versions, when),
      wentAwayMs,
    };
  }
}

/** The version that began within these hours; else the one that went on where another ended, as where one is taken back. */
function explains(versions: readonly VersionSpan[], { fromMs, untilMs }: Range): string | null {
  const lies = (ms: number): boolean => fromMs <= ms && ms < untilMs;
  const began = versions.filter(({ firstMs }) => lies(firstMs)).at(-1);
  if (began !== undefined) return began.version;
  const ended = versions.some(({ lastMs }) => lies(lastMs));
  const goesOn = versions.filter(({ firstMs, lastMs }) => firstMs < fromMs && lastMs >= untilMs).at(-1);
  return ended ? (goesOn?.version ?? null) : null;
}

interface Row {
  readonly key: string;
  readonly ref: FunctionRef;
  readonly self: number;
}

/**
 * The functions that cost most by themselves, and their part of all.
 *
 * @param blocks in which something was recorded: of services that are young, fewer than the whole range has.
 */
function costliest(set: ProfileSet, blocks: number): { rows: Row[]; share: number } {
  const { functions } = set.stacks;
  const selfs = new Map<string, { id: number; self: number }>();
  let whole = 0;
  for (const { node, value } of set.groups) {
    for (const [row, at] of node.entries()) {
      const amount = value[row] as number;
      whole += amount;
      const id = functionAt(set, at);
      if (id === -1) continue;
      const key = functionKey(functions, id);
      const known = selfs.get(key);
      if (known === undefined) selfs.set(key, { id, self: amount });
      else known.self += amount;
    }
  }
  const least = blocks * leastSamples * sampleNanoseconds;
  const rows = Array.from(selfs, ([key, { id, self }]) => ({ key, self, ref: refOf(set, id) }))
    .filter(({ self }) => self >= least)
    .sort((a, b) => b.self - a.self)
    .slice(0, mostFunctions);
  return { rows, share: whole === 0 ? 0 : rows.reduce((sum, { self }) => sum + self, 0) / whole };
}

function addShares(
  shares: readonly Float64Array[],
  set: ProfileSet,
  rowOf: Map<string, number>,
  startMs: number,
): void {
  const rows = set.stacks.functions.name.map((_, id) => rowOf.get(functionKey(set.stacks.functions, id)) ?? -1);
  for (const { fromMs, node, value } of set.groups) {
    const bin = (fromMs - startMs) / BIN_MS;
    const whole = value.reduce((sum, one) => sum + one, 0);
    if (!(whole > 0)) continue;
    for (const share of shares) share[bin] = 0;
    for (const [at, one] of node.entries()) {
      const share = shares[rows[functionAt(set, one)] ?? -1];
      if (share !== undefined) share[bin] = (share[bin] as number) + (value[at] as number) / whole;
    }
  }
}

function functionAt({ stacks: { frames, table } }: ProfileSet, node: number): number {
  return node === 0 ? -1 : (frames.function[table.frame[node] as number] as number);
}

function refOf({ stacks: { functions } }: ProfileSet, id: number): FunctionRef {
  return {
    name: functions.name[id] as string,
    file: functions.file[id] as string,
    package: functions.package[id] as string,
  };
}
