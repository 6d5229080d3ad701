import { type TopReport, top } from '@perf/profile';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';
import { stepsIn, transformed } from './transformed.js';

export const topReport: QueryCall = {
  params: ['query', 'from', 'until', 'view', 'limit'],
  async answer(params, context): Promise<TopReport> {
    const limit = params.integer('limit', 1_000, 1, context.limits.maxNodes);
    const { type, unit, side, tree } = transformed(await selectOne(params, context), stepsIn(params));
    return { type, unit, ...side, functions: top(tree).slice(0, limit) };
  },
};
