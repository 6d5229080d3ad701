import type { MutesReport } from '@perf/profile';
import { type Request, Router } from 'express';
import { z } from 'zod';
import type { AlertDesk } from '../alerts/alert-desk.js';
import { alertKinds } from '../alerts/webhook.js';
import { Refusal } from '../errors.js';
import { Params } from '../params.js';
import { onlyMethods } from './methods.js';
import { bodyOf, writes } from './writes.js';

export interface AlertsOptions {
  readonly alerts: AlertDesk;
  /** Required of those who change something, where set. */
  readonly apiKey: string | null;
}

const usualAlerts = 100;
const mostAlerts = 1_000;

const testShape = z.strictObject({ webhook: z.string().optional() });

const text = z.string().max(16_384).optional();
const muteShape = z.strictObject({
  service: text,
  env: text,
  kind: z.enum(alertKinds, { error: `Write one of ${alertKinds.join(', ')}` }).optional(),
  function: text,
  version: text,
  reason: z.string({ error: 'Write why, for those who wonder' }).min(1, 'Write why, for those who wonder').max(1_000),
  until: z.number({ error: 'Write epoch milliseconds' }).int().nonnegative().optional(),
  duration: z.string().optional(),
});

/** `/api/v1/alerts`, `/api/v1/alerts/test`, `/api/v1/mutes`, `/api/v1/mutes/<id>`. */
export function alertRoutes({ alerts, apiKey }: AlertsOptions): Router {
  const router = Router();
  const guarded = writes(apiKey);
  router
    .route('/alerts')
    .get((request, response) => {
      const params = new Params(searchOf(request), ['service', 'env', 'limit']);
      const limit = params.integer('limit', usualAlerts, 1, mostAlerts);
      const of = { service: params.text('service'), env: params.text('env') };
      response.set('Cache-Control', 'no-store').json(alerts.list(of, limit));
    })
    .all(onlyMethods('GET, HEAD'));
  router
    .route('/alerts/test')
    .post(guarded, async (request, response) => {
      response.json(await alerts.test(bodyOf(request, testShape).webhook));
    })
    .all(onlyMethods('POST'));
  router
    .route('/mutes')
    .get((request, response) => {
      new Params(searchOf(request), []);
      const report: MutesReport = alerts.mutes();
      response.set('Cache-Control', 'no-store').json(report);
    })
    .post(guarded, (request, response) => {
      response.status(201).json(alerts.mute(bodyOf(request, muteShape)));
    })
    .all(onlyMethods('GET, HEAD, POST'));
  router
    .route('/mutes/:id')
    .delete(guarded, (request, response) => {
      const { id = '' } = request.params;
      if (!alerts.unmute(id)) throw new Refusal(404, `There is no mute ${JSON.stringify(id.slice(0, 60))}.`);
      response.status(204).end();
    })
    .all(onlyMethods('DELETE'));
  return router;
}

function searchOf({ originalUrl }: Request): URLSearchParams {
  return new URL(originalUrl, 'http://localhost').searchParams;
}
