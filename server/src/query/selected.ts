import {
  type CallTree,
  callTree,
  type Evidence,
  type Group,
  isInstant,
  mean,
  type ProfileSet,
  type Side,
} from '@perf/profile';
import { Refusal } from '../errors.js';
import type { Params } from '../params.js';
import { parseSelector } from '../selector.js';
import type { Detail, Range, Selection } from '../store/store.js';
import type { QueryContext } from './call.js';

/** One side of a question, answered: its call tree, and what that rests on. */
export interface Selected {
  readonly type: string;
  readonly unit: string;
  readonly side: Side;
  readonly set: ProfileSet & Detail;
  readonly tree: CallTree;
}

/** The selection a call asks for; the sample type must be named. */
export function selectionOf(query: string, range: Range, { limits }: QueryContext): Selection {
  const { sampleType, matchers } = parseSelector(query, limits.selectorLength);
  if (sampleType === '') {
    throw new Refusal(
      400,
      `The selector ${JSON.stringify(query)} names no sample type: write cpu${query} for instance.`,
    );
  }
  return { sampleType, matchers, ...range, by: [], maxGroups: limits.groups };
}

/** Reads `query`, `from` and `until`, and merges what they select. */
export async function selectOne(params: Params, context: QueryContext): Promise<Selected> {
  const query = params.required('query', 'cpu{service="checkout"}');
  return select(query, params.range(context.nowMs), context);
}

export async function select(query: string, range: Range, context: QueryContext): Promise<Selected> {
  const set = await context.store.select(selectionOf(query, range, context));
  const { type, unit } = set.sampleType;
  const group = set.groups[0];
  const node = group?.node ?? new Int32Array(0);
  const evidence = group?.evidence ?? nothing;
  const value = reading(set, group);
  const tree = callTree(set.stacks, node, value);
  const total = tree.total[0]?.[0] ?? 0;
  return { type, unit, set, tree, side: { query, ...range, total, hidden: 0, ...evidence, ...detailOf(set) } };
}

/** What a report says of how finely its answer tells time apart. */
export function detailOf({ resolutionMs, untold }: Detail): Pick<Side, 'resolutionMs' | 'untold'> {
  return { resolutionMs, untold: [...untold] };
}

/** Delta types are sums; instant types read as what one snapshot held on average. */
export function reading(set: ProfileSet, group: Group | undefined): Float64Array {
  if (group === undefined) return new Float64Array(0);
  return isInstant(set.sampleType.type) ? mean(group.value, group.evidence.profiles) : group.value;
}

/** What an empty selection rests on. */
export const nothing: Evidence = { profiles: 0, instances: 0, instanceSeconds: 0, requests: null };
