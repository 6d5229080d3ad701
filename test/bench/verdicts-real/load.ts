/**
 * The load: `node load.js <requests per second and process> <seed> <port...>` sends each port one request after the other,
 * at a rate and in a mix that differ from port to port and swing (jitter.ts), until SIGTERM. Then prints how many were answered,
 * and fails if any was not.
 *
 * One request is under way at a time, whatever the port. Where more processes have work than there are processors, they wait
 * for one, most of all where a system call woke somebody else; V8's sampler ticks by the clock on the wall, finds them there,
 * and shows half of what a loop of arithmetic takes.
 */
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Call, callOf } from '../../demo/calls.js';
import { random } from '../workload.js';
import { drawJitter } from './jitter.js';

const [rate = 0, seed = 0, ...ports] = process.argv.slice(2).map(Number);
if (!(rate > 0) || ports.length === 0) throw new Error('usage: load.js <requests per second> <seed> <port...>');

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const startMs = performance.now();
let answered = 0;
let failed = 0;
let over = false;
let underWay: Promise<void> = Promise.resolve();
process.once('SIGTERM', () => {
  over = true;
});

await Promise.all(ports.map(drive));
agent.destroy();
console.log(`${answered} requests answered, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

async function drive(port: number, at: number): Promise<void> {
  const draw = random(seed * 1000 + at);
  const jitter = drawJitter(draw);
  let dueMs = startMs + (1000 * draw()) / rate;
  for (let n = Math.floor(900 * draw()); !over; n++) {
    const waitMs = dueMs - performance.now();
    if (waitMs > 0.5) await delay(waitMs);
    const second = (performance.now() - startMs) / 1000;
    const call = callOf(jitter.drawRoute(second), n);
    underWay = underWay.then(() => send(port, call));
    await underWay;
    // Calls come at random, half a pause to one and a half apart. What is late is not caught up with.
    const pauseMs = ((0.5 + draw()) * 1000) / (rate * jitter.rateAt(second));
    dueMs = Math.max(dueMs + pauseMs, performance.now());
  }
}

function send(port: number, call: Call): Promise<void> {
  const { path, body } = call;
  const text = body === undefined ? null : JSON.stringify(body);
  const headers =
    text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const method = text === null ? 'GET' : 'POST';
  return new Promise((resolve) => {
    const fail = () => {
      failed++;
      resolve();
    };
    const sending = request({ agent, host: '127.0.0.1', port, path, method, headers, timeout: 60_000 }, (response) => {
      response.resume();
      response.on('error', fail);
      response.on('end', () => {
        if (response.statusCode === 200) answered++;
        else failed++;
        resolve();
      });
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer')));
    sending.on('error', fail);
    sending.end(text ?? undefined);
  });
}
