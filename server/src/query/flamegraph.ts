import { type FlamegraphReport, type FoundReport, treeColumns, treeMatches, turn } from '@perf/profile';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';
import { stepsIn, transformed } from './transformed.js';
import { viewOf, wantsMatchesOnly } from './tree.js';

export const flamegraph: QueryCall = {
  needsTree: true,
  params: ['query', 'from', 'until', 'view', 'maxNodes', 'focus', 'search', 'only'],
  async answer(params, context): Promise<FlamegraphReport | FoundReport> {
    const steps = stepsIn(params);
    const { type, unit, side, tree } = transformed(await selectOne(params, context), steps);
    const turned = turn(tree, steps);
    const view = viewOf(turned, params, context.limits);
    const { treeNodes, focus } = view;
    const matches = treeMatches(turned, view, params.text('search') ?? '');
    if (wantsMatchesOnly(params)) return { matches };
    return { type, unit, ...side, treeNodes, focus, ...treeColumns(view.tree), matches };
  },
};
