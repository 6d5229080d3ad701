import {
  type CallTree,
  changes,
  type DiffReport,
  diffColumns,
  diffMatches,
  isInstant,
  joinTrees,
  type Norm,
  remembered,
  type Side,
  scaleTree,
} from '@perf/profile';
import { Refusal } from '../errors.js';
import type { QueryCall } from './call.js';
import { select } from './selected.js';
import { viewOf } from './tree.js';

const norms = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'] as const satisfies readonly Norm[];
const changeRows = 500;

export const diff: QueryCall = {
  needsTree: true,
  params: ['base', 'comparison', 'baseFrom', 'baseUntil', 'from', 'until', 'norm', 'maxNodes', 'focus', 'search'],
  async answer(params, context): Promise<DiffReport> {
    const baseQuery = params.required('base', 'cpu{service="checkout",version="1.4.1"}');
    const query = params.text('comparison') ?? baseQuery;
    const range = params.range(context.nowMs);
    const baseRange =
      params.text('baseFrom') === undefined && params.text('baseUntil') === undefined
        ? range
        : params.range(context.nowMs, 'baseFrom', 'baseUntil');
    const norm = params.oneOf('norm', norms, 'share');
    const base = await select(baseQuery, baseRange, context);
    const comparison = await select(query, range, context);
    if (base.unit !== comparison.unit && base.side.profiles > 0 && comparison.side.profiles > 0) {
      throw new Refusal(
        400,
        `base is in ${base.unit}, comparison in ${comparison.unit}: compare selections of one sample type.`,
      );
    }
    const divisors = [base, comparison].map(({ side, type }) => divisorOf(norm, side, isInstant(type))) as [
      number,
      number,
    ];
    const full = joined(base.tree)(comparison.tree)(divisors);
    const view = viewOf(full, params, context.limits);
    const { type, unit } = comparison.side.profiles > 0 ? comparison : base;
    return {
      type,
      unit,
      norm,
      base: { ...base.side, divisor: divisors[0] },
      comparison: { ...comparison.side, divisor: divisors[1] },
      treeNodes: view.treeNodes,
      focus: view.focus,
      ...diffColumns(view.tree),
      matches: diffMatches(full, view, params.text('search') ?? ''),
      changes: changes(full, changeRows),
    };
  },
};

/** Two sides as one tree, each divided by its divisor. What was made last of two trees is remembered. */
const joined = remembered((base: CallTree) =>
  remembered((comparison: CallTree) => {
    const whole = joinTrees(base, comparison);
    let last: { readonly by: string; readonly tree: CallTree } | null = null;
    return (divisors: readonly [number, number]): CallTree => {
      const by = divisors.join();
      if (last?.by !== by) {
        last = {
          by,
          tree: scaleTree(
            whole,
            divisors.map((divisor) => 1 / divisor),
          ),
        };
      }
      return last.tree;
    };
  }),
);

/** Instant types are means of one instance already: only `share` divides them further. */
function divisorOf(norm: Norm, side: Side, instant: boolean): number {
  if (norm === 'share') return side.total || 1;
  if (norm === 'absolute' || instant) return 1;
  if (norm === 'perSecond') return side.instanceSeconds || 1;
  if (norm === 'perInstance') return side.instances || 1;
  if (side.profiles > 0 && (side.requests ?? 0) === 0) {
    throw new Refusal(
      400,
      `norm=perRequest needs counted requests, and ${side.query} has none in its range. Use perSecond or share.`,
    );
  }
  return side.requests || 1;
}
