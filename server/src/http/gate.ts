import { Router } from 'express';
import { z } from 'zod';
import { readBudgets } from '../budgets/shape.js';
import { Refusal } from '../errors.js';
import { jsonBody } from './json-body.js';
import { type QueryOptions, sendAnswer } from './query.js';
import { shaped, text } from './shapes.js';

/** A side: a version, or with a range whatever is in it, which `name` then only names. */
const side = z.strictObject({
  name: text(200),
  from: z.number().int().nonnegative().optional(),
  until: z.number().int().nonnegative().optional(),
  labels: z.record(text(128), z.string().max(1_024)).optional(),
});

const shape = z.strictObject({
  service: text(200),
  env: z.string().max(200).optional(),
  base: side,
  comparison: side,
  q: z.enum(['0.01', '0.05']).optional(),
  advisory: z.boolean().optional(),
  budgets: z.unknown().optional(),
});

/** `POST /api/v1/gate`: changes nothing, and is sent as a body since budgets may be many. */
export function gateRoute(options: QueryOptions): Router {
  const router = Router();
  router.post('/gate', jsonBody(), async (request, response) => {
    const { service, env, base, comparison, q, advisory, budgets = [] } = shaped(shape, request.body, 'The gate');
    const own = readBudgets(budgets).filter((one) => one.service === service && (one.env ?? env ?? '') === (env ?? ''));
    if (Array.isArray(budgets) && budgets.length > 0 && own.length === 0) {
      const where = env === undefined ? '' : ` in ${env}`;
      throw new Refusal(400, `None of the budgets is of ${service}${where}: add one, or leave them out.`);
    }
    const search = new URLSearchParams({ service, base: base.name, version: comparison.name });
    const set = (name: string, value: string | number | undefined): void => {
      if (value !== undefined) search.set(name, String(value));
    };
    set('env', env);
    set('q', q);
    set('advisory', advisory === true ? 'true' : undefined);
    set('baseFrom', base.from);
    set('baseUntil', base.until);
    set('from', comparison.from);
    set('until', comparison.until);
    set('baseLabels', base.labels && JSON.stringify(base.labels));
    set('labels', comparison.labels && JSON.stringify(comparison.labels));
    set('budgets', JSON.stringify(own));
    await sendAnswer(response, { name: 'gate', search: search.toString() }, options);
  });
  return router;
}
