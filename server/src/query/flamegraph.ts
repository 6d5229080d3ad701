import { type FlamegraphReport, treeColumns, treeMatches } from '@perf/profile';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';
import { viewOf } from './tree.js';

export const flamegraph: QueryCall = {
  needsTree: true,
  params: ['query', 'from', 'until', 'maxNodes', 'focus', 'search'],
  async answer(params, context): Promise<FlamegraphReport> {
    const { type, unit, side, tree } = await selectOne(params, context);
    const view = viewOf(tree, params, context.limits);
    const { treeNodes, focus } = view;
    const matches = treeMatches(tree, view, params.text('search') ?? '');
    return { type, unit, ...side, treeNodes, focus, ...treeColumns(view.tree), matches };
  },
};
