import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { readBudgets } from '../budgets/shape.js';
import { Refusal } from '../errors.js';
import { onlyMethods } from './methods.js';
import { type QueryOptions, sendAnswer } from './query.js';
import { bodyOf, writes } from './writes.js';

const text = (most: number) => z.string().min(1).max(most);

/** A side: a version, or with a range whatever is in it, which `name` then only names. */
const side = z.strictObject({
  name: text(200),
  from: z.number().int().nonnegative().optional(),
  until: z.number().int().nonnegative().optional(),
  labels: z
    .record(text(128), z.string().max(1_024))
    .refine(
      (labels) => !('service' in labels || 'env' in labels),
      'must not have service or env: these stand beside base and comparison',
    )
    .optional(),
});

const shape = z.strictObject({
  service: text(1_024),
  env: z.string().max(1_024).optional(),
  base: side,
  comparison: side,
  q: z.enum(['0.01', '0.05']).optional(),
  advisory: z.boolean().optional(),
  budgets: z.unknown().optional(),
});

/** `POST /api/v1/gate`: changes nothing, so it asks for no key; it has a body since budgets may be many. */
export function gateRoute(options: QueryOptions): Router {
  const router = Router();
  router
    .route('/gate')
    .post(writes(null), async (request: Request, response: Response) => {
      await sendAnswer(response, { name: 'gate', search: searchOf(bodyOf(request, shape)) }, options);
    })
    .all(onlyMethods('POST'));
  return router;
}

/** What a query thread is asked. */
function searchOf({ service, env = '', base, comparison, q, advisory, budgets = [] }: z.infer<typeof shape>): string {
  const read = readBudgets(budgets);
  const own = read.filter((one) => one.service === service && (one.env ?? env) === env);
  if (read.length > 0 && own.length === 0) {
    throw new Refusal(400, `None of the budgets is of ${service}${env && ` in ${env}`}: add one, or leave them out.`);
  }
  const search = new URLSearchParams({ service, env, base: base.name, version: comparison.name });
  const set = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) search.set(name, String(value));
  };
  set('q', q);
  set('advisory', advisory === true ? 'true' : undefined);
  set('baseFrom', base.from);
  set('baseUntil', base.until);
  set('from', comparison.from);
  set('until', comparison.until);
  set('baseLabels', base.labels && JSON.stringify(base.labels));
  set('labels', comparison.labels && JSON.stringify(comparison.labels));
  set('budgets', JSON.stringify(own));
  return search.toString();
}
