import {
  type CallTree,
  changes,
  type DiffMatches,
  type DiffReport,
  diffColumns,
  diffMatches,
  type FoundReport,
  isInstant,
  joinTrees,
  latest,
  type Norm,
  remembered,
  type Side,
  scaleTree,
  sideAfter,
  turn,
  waterfall,
} from '@perf/profile';
import { Refusal } from '../errors.js';
import type { QueryCall } from './call.js';
import { select } from './selected.js';
import { afterSteps, stepsIn } from './transformed.js';
import { viewOf, wantsMatchesOnly } from './tree.js';

const norms = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'] as const satisfies readonly Norm[];
const changeRows = 500;

export const diff: QueryCall = {
  needsTree: true,
  params: [
    'base',
    'comparison',
    'baseFrom',
    'baseUntil',
    'from',
    'until',
    'norm',
    'view',
    'maxNodes',
    'focus',
    'search',
    'only',
  ],
  async answer(params, context): Promise<DiffReport | FoundReport<DiffMatches>> {
    const baseQuery = params.required('base', 'cpu{service="checkout",version="1.4.1"}');
    const query = params.text('comparison') ?? baseQuery;
    const range = params.range(context.nowMs);
    const baseRange =
      params.text('baseFrom') === undefined && params.text('baseUntil') === undefined
        ? range
        : params.range(context.nowMs, 'baseFrom', 'baseUntil');
    const norm = params.oneOf('norm', norms, 'share');
    const steps = stepsIn(params);
    const base = await select(baseQuery, baseRange, context);
    const comparison = await select(query, range, context);
    if (base.unit !== comparison.unit && base.side.profiles > 0 && comparison.side.profiles > 0) {
      throw new Refusal(
        400,
        `base is in ${base.unit}, comparison in ${comparison.unit}: compare selections of one sample type.`,
      );
    }
    const whole = joined(base.tree)(comparison.tree);
    const seen = afterSteps(whole)(steps);
    const sides = [base, comparison].map(({ side, type }, at) => {
      const after = sideAfter(side, seen, at);
      return { ...after, divisor: divisorOf(norm, after, isInstant(type)) };
    }) as [DiffReport['base'], DiffReport['comparison']];
    const full = scaled(seen.tree)(sides.map(({ divisor }) => 1 / divisor));
    const turned = turn(full, steps);
    const view = viewOf(turned, params, context.limits);
    const matches = diffMatches(turned, view, params.text('search') ?? '');
    if (wantsMatchesOnly(params)) return { matches };
    const { type, unit } = comparison.side.profiles > 0 ? comparison : base;
    return {
      type,
      unit,
      norm,
      base: sides[0],
      comparison: sides[1],
      treeNodes: view.treeNodes,
      focus: view.focus,
      ...diffColumns(view.tree),
      matches,
      changes: changes(full, changeRows),
      waterfall: waterfallOf(full),
    };
  },
};

const joined = remembered((base: CallTree) => remembered((comparison: CallTree) => joinTrees(base, comparison)));

const scaled = remembered((tree: CallTree) =>
  latest(
    (factors: readonly number[]) => factors.join(),
    (factors) => scaleTree(tree, factors),
  ),
);

const waterfallOf = remembered((tree: CallTree) => waterfall(tree));

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
