import { type FlamegraphReport, treeColumns, turn } from '@perf/profile';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';
import { stepsIn, transformed } from './transformed.js';
import { viewOf } from './tree.js';

export const flamegraph: QueryCall = {
  params: ['query', 'from', 'until', 'view', 'maxNodes', 'focus'],
  async answer(params, context): Promise<FlamegraphReport> {
    const steps = stepsIn(params);
    const { type, unit, side, tree } = transformed(await selectOne(params, context), steps);
    const { tree: seen, treeNodes, focus } = viewOf(turn(tree, steps), params, context.limits);
    return { type, unit, ...side, treeNodes, focus, ...treeColumns(seen) };
  },
};
