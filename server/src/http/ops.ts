import { type RequestHandler, Router } from 'express';
import type { Metrics } from './metrics.js';

/** `/healthz`: the process answers. `/readyz`: it can store and answer. `/metrics`: Prometheus. */
export function opsRoutes(metrics: Metrics, notReady: () => string | null): Router {
  const router = Router();
  const ready: RequestHandler = (_request, response) => {
    const reason = notReady();
    response
      .status(reason === null ? 200 : 503)
      .type('text/plain')
      .send(`${reason ?? 'ready'}\n`);
  };
  router.get('/healthz', (_request, response) => void response.type('text/plain').send('ok\n'));
  router.get('/readyz', ready);
  router.get('/metrics', async (_request, response) => {
    response.set('Content-Type', metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
