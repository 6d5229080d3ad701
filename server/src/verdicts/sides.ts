import type { ProfileSet } from '@perf/profile';
import type { VerdictSide, VerdictWindow } from '@perf/profile/verdict/types.js';
import type { Matcher } from '../selector.js';
import type { ProfileReader, Range } from '../store/store.js';
import { ofSomeInstances } from './some-instances.js';

/** What a side of a comparison is made of. */
export interface SideSelection extends Range {
  readonly service: string;
  readonly env: string;
  /** Any where absent. */
  readonly version?: string;
  /** Further labels, of series or inside profiles. */
  readonly labels?: Readonly<Record<string, string>>;
}

const cpu = 'cpu/nanoseconds';
/** How often agents sample: CPU time becomes a number of samples by this. */
const sampleNanoseconds = 1e9 / 99;

/** @param selection without `env` whatever that is. */
export function matchersOf(selection: Omit<SideSelection, 'env' | keyof Range> & { readonly env?: string }): Matcher[] {
  const { service, env, version, labels = {} } = selection;
  const equal = (name: string, value: string): Matcher => ({
    name,
    operator: '=',
    value,
    matches: (given) => given === value,
  });
  // A side that names no version may have one among its labels.
  const known = { ...labels, ...(env === undefined ? {} : { env }), ...(version === undefined ? {} : { version }) };
  return [equal('service', service), ...Object.entries(known).map(([name, value]) => equal(name, value))];
}

/** How much there is of a side, by instance; cheap, since no stack is touched. */
export interface SideTotals {
  readonly instances: number;
  readonly windows: number;
  /** How long a window is, on average; 0 where there is none. */
  readonly windowMs: number;
  /** Equal as long as nothing was stored that belongs to the side. */
  readonly signature: string;
  /** The longest span that it is known of by its sum alone; 0 where all its windows are there. */
  readonly resolutionMs: number;
}

export async function totalsOf(store: ProfileReader, selection: SideSelection, maxGroups: number): Promise<SideTotals> {
  const { fromMs, untilMs } = selection;
  const { groups, resolutionMs } = await store.totals({
    sampleType: cpu,
    matchers: matchersOf(selection),
    fromMs,
    untilMs,
    by: ['instance'],
    maxGroups,
  });
  const windows = groups.reduce((sum, { evidence }) => sum + evidence.profiles, 0);
  const seconds = groups.reduce((sum, { evidence }) => sum + evidence.instanceSeconds, 0);
  const nanoseconds = groups.reduce((sum, { total }) => sum + total, 0);
  return {
    instances: groups.length,
    windows,
    windowMs: windows === 0 ? 0 : (1000 * seconds) / windows,
    signature: `${groups.length} ${windows} ${nanoseconds}`,
    resolutionMs,
  };
}

/** The windows of a side, one by one; of a large fleet those of as many instances as there may be groups. */
export async function sideOf(
  store: ProfileReader,
  selection: SideSelection,
  windowMs: number,
  maxGroups: number,
): Promise<VerdictSide> {
  const { fromMs, untilMs } = selection;
  const asked = { sampleType: cpu, matchers: matchersOf(selection), fromMs, untilMs, by: ['instance'] };
  const set = await store.select(await ofSomeInstances(store, { ...asked, stepMs: windowMs, maxGroups }));
  return { stacks: set.stacks, windows: set.groups.map(windowOf) };
}

function windowOf({ labels, fromMs, node, value, evidence }: ProfileSet['groups'][number]): VerdictWindow {
  const nanoseconds = value.reduce((sum, one) => sum + one, 0);
  return {
    instance: labels.instance ?? '',
    fromMs,
    untilMs: fromMs + evidence.instanceSeconds * 1000,
    node,
    count: value.map((one) => one / sampleNanoseconds),
    cpuSeconds: nanoseconds / 1e9,
    requests: evidence.requests,
  };
}
