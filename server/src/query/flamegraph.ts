import { type FlamegraphReport, treeColumns } from '@perf/profile';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';
import { viewOf } from './tree.js';

export const flamegraph: QueryCall = {
  params: ['query', 'from', 'until', 'maxNodes', 'focus'],
  async answer(params, context): Promise<FlamegraphReport> {
    const { type, unit, side, tree } = await selectOne(params, context);
    const { tree: seen, treeNodes, focus } = viewOf(tree, params, context.limits);
    return { type, unit, ...side, treeNodes, focus, ...treeColumns(seen) };
  },
};
