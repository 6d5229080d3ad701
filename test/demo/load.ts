/**
 * The load: `node load.js <requests per second> <port...>` sends the shop's routes to the ports in turn, at a fixed
 * rate however quickly they answer, until SIGTERM. Then prints how many were answered, and fails if any was not.
 */
import { Agent, request } from 'node:http';
import { type Call, callOf, type Route } from './calls.js';

const TICK_MS = 20;
/** An instance is sent these over and over. */
const MIX: readonly Route[] = ['cart', 'products', 'pages', 'cart', 'sessions', 'reports', 'cart', 'recommendations'];

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let answered = 0;
let failed = 0;

const [rate = 0, ...ports] = process.argv.slice(2).map(Number);
if (!(rate > 0) || ports.length === 0) throw new Error('usage: load.js <requests per second> <port...>');

const startMs = performance.now();
let sent = 0;
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - startMs) / 1000) * rate);
  for (; sent < due; sent++) send(ports[sent % ports.length] as number, nthCall(Math.floor(sent / ports.length)));
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

function nthCall(n: number): Call {
  return callOf(MIX[n % MIX.length] as Route, n);
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
