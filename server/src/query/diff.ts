import {
  applySteps,
  changes,
  type DiffReport,
  diffColumns,
  isInstant,
  joinTrees,
  type Norm,
  type Side,
  scaleTree,
  sideAfter,
  turn,
  waterfall,
} from '@perf/profile';
import { Refusal } from '../errors.js';
import type { QueryCall } from './call.js';
import { select } from './selected.js';
import { stepsIn } from './transformed.js';
import { viewOf } from './tree.js';

const norms = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'] as const satisfies readonly Norm[];
const changeRows = 500;

export const diff: QueryCall = {
  params: ['base', 'comparison', 'baseFrom', 'baseUntil', 'from', 'until', 'norm', 'view', 'maxNodes', 'focus'],
  async answer(params, context): Promise<DiffReport> {
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
    const joined = applySteps(joinTrees(base.tree, comparison.tree), steps);
    const sides = [base, comparison].map(({ side, type }, at) => {
      const seen = sideAfter(side, joined, at);
      return { ...seen, divisor: divisorOf(norm, seen, isInstant(type)) };
    }) as [DiffReport['base'], DiffReport['comparison']];
    const full = scaleTree(
      joined.tree,
      sides.map(({ divisor }) => 1 / divisor),
    );
    const { tree, treeNodes, focus } = viewOf(turn(full, steps), params, context.limits);
    const { type, unit } = comparison.side.profiles > 0 ? comparison : base;
    return {
      type,
      unit,
      norm,
      base: sides[0],
      comparison: sides[1],
      treeNodes,
      focus,
      ...diffColumns(tree),
      changes: changes(full, changeRows),
      waterfall: waterfall(full),
    };
  },
};

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
