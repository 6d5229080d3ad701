/**
 * The example service: a small shop. The import of the agent is all that perf asks of it.
 *
 * Prints `listening on <port>` once it serves; ends on SIGTERM like any service.
 */
import '@perf/agent';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { signIn } from './shop/accounts.js';
import { listProducts } from './shop/catalogue.js';
import { type CartLine, priceCart } from './shop/checkout.js';
import { renderCategoryPage } from './shop/pages.js';
import { recommend } from './shop/recommendations.js';
import { salesReport } from './shop/reports.js';

const app = express();
app.use(express.json());

app.get('/products', function getProducts(request, response) {
  response.type('json').send(listProducts(String(request.query.category), String(request.query.q)));
});

app.get('/pages/:category', function getPage(request, response) {
  response.send(renderCategoryPage(request.params.category, 40));
});

app.post('/cart', function postCart(request, response) {
  response.json(priceCart(request.body as CartLine[]));
});

app.post('/sessions', function postSession(request, response) {
  const { user, password } = request.body as { user: string; password: string };
  const session = signIn(user, password);
  response.status(session === null ? 401 : 200).json(session);
});

app.get('/reports/sales', function getSalesReport(_request, response) {
  response.type('text/csv').set('content-encoding', 'gzip').send(salesReport(30));
});

app.get('/recommendations/:user', async function getRecommendations(request, response) {
  response.json(await recommend(Number(request.params.user)));
});

const server = app.listen(0, '127.0.0.1', () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
