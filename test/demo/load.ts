/**
 * The load: `node load.js <requests per second> <port...>` sends the shop's routes to the ports in turn, at a fixed
 * rate however quickly they answer, until SIGTERM. Then prints how many were answered, and fails if any was not.
 */
import { Agent, request } from 'node:http';
import { CATEGORIES } from './shop/catalogue.js';

const TICK_MS = 20;
const CART_LINES = 60;

interface Call {
  readonly path: string;
  readonly body?: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let answered = 0;
let failed = 0;

const [rate = 0, ...ports] = process.argv.slice(2).map(Number);
if (!(rate > 0) || ports.length === 0) throw new Error('usage: load.js <requests per second> <port...>');

const startMs = performance.now();
let sent = 0;
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - startMs) / 1000) * rate);
  for (; sent < due; sent++) send(ports[sent % ports.length] as number, call(Math.floor(sent / ports.length)));
}, TICK_MS);

process.once('SIGTERM', () => {
  clearInterval(timer);
  const printed = setInterval(() => {
    if (answered + failed < sent) return;
    clearInterval(printed);
    agent.destroy();
    console.log(`${answered} requests answered, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  }, TICK_MS);
});

/** The nth call of an instance: the same mix over and over, with changing contents. */
function call(n: number): Call {
  const category = CATEGORIES[n % CATEGORIES.length] as string;
  switch (n % 8) {
    case 0:
    case 3:
    case 6:
      return { path: '/cart', body: cart(n) };
    case 1:
      return { path: `/products?category=${category}&q=hand%20oak` };
    case 2:
      return { path: `/pages/${category}` };
    case 4:
      return { path: '/sessions', body: { user: `user${n}`, password: `user${n}` } };
    case 5:
      return { path: '/reports/sales' };
    default:
      return { path: `/recommendations/${n % 500}` };
  }
}

function cart(n: number): { sku: string; quantity: number }[] {
  return Array.from({ length: CART_LINES }, (_, line) => ({
    sku: `SKU-${String((n * 37 + line * 101) % 900).padStart(4, '0')}`,
    quantity: 1 + (line % 4),
  }));
}

function send(port: number, call: Call): void {
  const { path, body } = call;
  const text = body === undefined ? null : JSON.stringify(body);
  const headers =
    text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const method = text === null ? 'GET' : 'POST';
  const sending = request({ agent, host: '127.0.0.1', port, path, method, headers, timeout: 30_000 }, (response) => {
    response.resume();
    response.on('close', () => (response.complete && response.statusCode === 200 ? answered++ : failed++));
  });
  sending.on('timeout', () => sending.destroy(new Error('no answer')));
  sending.on('error', (error: NodeJS.ErrnoException) => {
    // The service closed a connection that nobody had used for a while, just as it was to be used again.
    if (sending.reusedSocket && error.code === 'ECONNRESET') send(port, call);
    else failed++;
  });
  sending.end(text ?? undefined);
}
