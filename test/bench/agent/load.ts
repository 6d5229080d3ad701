/** The load, in a process of its own: the shop's routes at random moments, as many a second as asked however slow the answers. */
import { Agent, request } from 'node:http';
import { CATEGORIES } from '../../demo/shop/catalogue.js';
import { random } from '../workload.js';
import { answerParent } from './answer.js';

export interface LoadOrder {
  readonly port: number;
  readonly requestsASecond: number;
  readonly seconds: number;
  /** The same seed sends the same requests at the same moments. */
  readonly seed: number;
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export type LoadCalls = {
  /** Resolves when all are answered. Rejects where one is not, or not with 200. */
  send(order: LoadOrder): Promise<Latency>;
};

const CART_LINES = 60;
const ROUTES = ['cart', 'products', 'page', 'cart', 'session', 'report', 'cart', 'recommendations'] as const;

interface Call {
  readonly path: string;
  readonly body?: unknown;
}

/** The nth call: the same mix over and over, with changing contents. */
function call(n: number): Call {
  const category = CATEGORIES[n % CATEGORIES.length] as string;
  switch (ROUTES[n % ROUTES.length]) {
    case 'cart':
      return { path: '/cart', body: cart(n) };
    case 'products':
      return { path: `/products?category=${category}&q=hand%20oak` };
    case 'page':
      return { path: `/pages/${category}` };
    case 'session':
      return { path: '/sessions', body: { user: `user${n}`, password: `user${n}` } };
    case 'report':
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

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function send(port: number, { path, body }: Call): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = text === '' ? {} : { 'content-type': 'application/json', 'content-length': text.length };
    const method = text === '' ? 'GET' : 'POST';
    const sending = request({ agent, host: '127.0.0.1', port, path, method, headers }, (response) => {
      response.resume();
      response.on('close', () => {
        if (response.complete && response.statusCode === 200) resolve();
        else reject(new Error(`${path} was answered with ${response.statusCode}`));
      });
    });
    sending.setTimeout(30_000, () => sending.destroy(new Error(`${path} was not answered within 30 s`)));
    sending.on('error', reject);
    sending.end(text);
  });
}

answerParent({
  async send({ port, requestsASecond, seconds, seed }: LoadOrder) {
    const draw = random(seed);
    const latencies: number[] = [];
    const sent: Promise<void>[] = [];
    const startMs = performance.now();
    // Arrivals that know nothing of each other: the gaps between them are exponential.
    let dueMs = 0;
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        for (const nowMs = performance.now() - startMs; dueMs <= nowMs && dueMs < seconds * 1000; ) {
          const due = startMs + dueMs;
          const answered = send(port, call(sent.length)).then(() => {
            latencies.push(performance.now() - due);
          });
          sent.push(answered);
          dueMs += (-Math.log(1 - draw()) / requestsASecond) * 1000;
        }
        if (performance.now() - startMs < seconds * 1000) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
    await Promise.all(sent);
    latencies.sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
    return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  },
} satisfies LoadCalls);
