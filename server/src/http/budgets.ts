import { type Request, type Response, Router } from 'express';
import type { BudgetDesk } from '../budget-desk.js';
import { readBudget } from '../budgets/shape.js';
import { Refusal } from '../errors.js';
import { Params } from '../params.js';
import { onlyMethods } from './methods.js';
import { writes } from './writes.js';

export interface BudgetsOptions {
  readonly budgets: BudgetDesk;
  /** Required of those who change something, where set. */
  readonly apiKey: string | null;
}

/** Somebody waits for the answer. */
const mostMs = 20_000;

/** `/api/v1/budgets` and `/api/v1/budgets/<name>`. */
export function budgetRoutes({ budgets, apiKey }: BudgetsOptions): Router {
  const router = Router();
  const guarded = writes(apiKey);
  router
    .route('/budgets')
    .get(async (request, response) => {
      const params = new Params(new URL(request.originalUrl, 'http://localhost').searchParams, ['service']);
      const report = await budgets.report({ service: params.text('service'), mostMs });
      response.set('Cache-Control', 'no-store').json(report);
    })
    .all(onlyMethods('GET, HEAD'));
  router
    .route('/budgets/:name')
    .put(guarded, (request: Request, response: Response) => {
      const name = String(request.params.name);
      const body: unknown = request.body;
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        throw new Refusal(400, 'A budget is a JSON object: {"service": ..., "kind": ...}.');
      }
      const budget = readBudget({ name, ...body });
      if (budget.name !== name)
        throw new Refusal(400, `name is ${JSON.stringify(budget.name)} in the body: leave it out.`);
      budgets.store.put(budget);
      response.json(budget);
    })
    .delete(guarded, (request: Request, response: Response) => {
      budgets.store.remove(String(request.params.name));
      response.status(204).end();
    })
    .all(onlyMethods('PUT, DELETE'));
  return router;
}
