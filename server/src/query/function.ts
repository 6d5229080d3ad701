import { type FunctionReport, sandwich } from '@perf/profile';
import { Refusal } from '../errors.js';
import type { QueryCall } from './call.js';
import { selectOne } from './selected.js';
import { stepsIn, transformed } from './transformed.js';

/** The sandwich: one function, who calls it and what it calls. */
export const functionReport: QueryCall = {
  params: ['name', 'file', 'query', 'from', 'until', 'view', 'maxNodes'],
  async answer(params, context): Promise<FunctionReport> {
    const name = params.required('name', 'parseBody');
    const file = params.text('file');
    const maxNodes = params.integer('maxNodes', 1_000, 1, context.limits.maxNodes);
    const { type, unit, side, tree } = transformed(await selectOne(params, context), stepsIn(params));
    const found = sandwich(tree, name, file, maxNodes);
    if (found === null) {
      const where = file === undefined ? '' : ` in ${file}`;
      throw new Refusal(
        404,
        `The function ${JSON.stringify(name)}${where} does not occur here. /api/v1/top lists those that do.`,
      );
    }
    return { type, unit, ...side, ...found };
  },
};
