import { createRequire } from 'node:module';
import { signIn } from '../../demo/shop/accounts.js';
import { listProducts } from '../../demo/shop/catalogue.js';
import { type CartLine, priceCart } from '../../demo/shop/checkout.js';
import { renderCategoryPage } from '../../demo/shop/pages.js';
import { recommend } from '../../demo/shop/recommendations.js';
import { salesReport } from '../../demo/shop/reports.js';

// Required, not imported: that is how dd-trace's tracer instruments it.
const express = createRequire(import.meta.url)('express') as typeof import('express');

/** The demo's shop: JSON in and out, templates, sorting, hashing, compression, timers. `onDone` is called after each answer. */
export function shop(onDone: () => void): import('express').Express {
  const app = express();
  app.use((_request, response, next) => {
    response.on('finish', onDone);
    next();
  });
  app.use(express.json());
  app.get('/products', (request, response) => {
    response.type('json').send(listProducts(String(request.query.category), String(request.query.q)));
  });
  app.get('/pages/:category', (request, response) => {
    response.send(renderCategoryPage(request.params.category, 40));
  });
  app.post('/cart', (request, response) => {
    response.json(priceCart(request.body as CartLine[]));
  });
  app.post('/sessions', (request, response) => {
    const { user, password } = request.body as { user: string; password: string };
    response.json(signIn(user, password));
  });
  app.get('/reports/sales', (_request, response) => {
    response.type('text/csv').set('content-encoding', 'gzip').send(salesReport(30));
  });
  app.get('/recommendations/:user', async (request, response) => {
    response.json(await recommend(Number(request.params.user)));
  });
  return app;
}
