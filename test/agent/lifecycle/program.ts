import type { Draw } from './draw.js';

/**
 * What every drawn program has at hand. It prints by `writeSync`, so that an exit cuts nothing off, and only what does
 * not depend on time. Without the agent, `agent` does nothing.
 */
const TOOLS = `
const { writeSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const idle = { flush: async () => {}, stop: async () => {} };
const agent = process.env.WITH_AGENT ? require('@perf/agent/api') : { init: () => idle, withLabels: (_, work) => work() };
const say = (...words) => writeSync(1, words.join(' ') + '\\n');
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const awake = setInterval(() => {}, 1000);
const kept = [];
const work = (ms) => {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs) kept[kept.length % 100] = JSON.stringify({ at: performance.now(), kept: [1, 2, 3] });
};
const threads = [];
const inThread = process.env.WITH_AGENT ? 'require("@perf/agent");' : '';
const thread = (source) => {
  const worker = new Worker(inThread + source, { eval: true, stderr: true });
  worker.on('error', (error) => say('error of a thread:', error.message));
  return worker;
};
const STAYS = 'setInterval(() => { const e = performance.now() + 5; while (performance.now() < e) JSON.stringify([e]); }, 8);';
/** How a process ends that is started as this one was. */
const child = (source) =>
  once(spawn(process.execPath, [...process.execArgv.slice(0, -2), '--eval', source], { stdio: 'ignore' }), 'exit');
const letGo = () => {
  clearInterval(awake);
  for (const worker of threads) worker.unref();
};
/** Waits for one of the handlers to go on; for ever, where there is none that does. */
let goOn = () => {};
const handled = (cause) => new Promise((resolve) => {
  goOn = resolve;
  cause();
});
`;

/** A step of a program: JavaScript, in an async function. */
type Step = (draw: Draw) => string;

const STEPS: readonly Step[] = [
  () => 'agent.init();',
  () => 'await agent.init().stop();',
  () => 'void agent.init().stop();',
  () => 'await agent.init().flush();',
  () => 'void agent.init().flush();',
  (draw) => `work(${draw.number(1, 60)});`,
  (draw) => `await rest(${draw.number(0, 60)});`,
  () => 'threads.push(thread(STAYS));',
  () => 'threads.push(thread(STAYS));',
  (draw) => `threads.push(thread(STAYS)); await rest(${draw.number(0, 150)});`,
  // The exit code of a thread that was not even running when it was terminated depends on time.
  () => "{ const worker = threads.pop(); if (worker) { await worker.terminate(); say('terminated'); } }",
  (draw) =>
    `{ const worker = thread(STAYS); await once(worker, 'online'); await rest(${draw.number(0, 60)}); say('terminated:', await worker.terminate()); }`,
  () => "{ const worker = threads.pop(); if (worker) { void worker.terminate(); await once(worker, 'exit'); } }",
  (draw) => `say('a thread ended:', ...(await exitOf(${JSON.stringify(draw.one(SHORT_THREADS))})));`,
  () => 'await serve(2);',
  (draw) =>
    `say(await agent.withLabels({ tenant: 'a' }, async () => { work(5); await rest(${draw.number(0, 20)}); return 'labelled'; }));`,
  () =>
    "try { agent.withLabels({ tenant: 'b' }, () => { throw new Error('inside'); }); } catch (error) { say(error.message); }",
  () => "await handled(() => process.kill(process.pid, 'SIGUSR2'));",
  (draw) => `say('a child ended:', ...(await child('setTimeout(() => process.exit(${draw.number(0, 9)}), 30)')));`,
];

const SHORT_THREADS = [
  '1',
  'process.exit(5);',
  'throw new Error("on purpose");',
  'Promise.reject(new Error("refused"));',
];

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** How programs end. All but the first two stay up until they have. */
const ENDS: readonly Step[] = [
  () => 'letGo();',
  (draw) => `process.exitCode = ${draw.number(0, 9)}; letGo();`,
  (draw) => `process.exit(${draw.number(0, 9)});`,
  (draw) => `setImmediate(() => process.exit(${draw.number(0, 9)})); work(20);`,
  () => "await handled(() => setImmediate(() => { throw new Error('uncaught'); })); letGo();",
  () => "await handled(() => void Promise.reject(new Error('unhandled'))); letGo();",
  () => "letGo(); throw new Error('thrown');",
  (draw) => `await handled(() => process.kill(process.pid, '${draw.one(SIGNALS)}')); letGo();`,
  (draw) =>
    `await handled(() => process.kill(process.pid, '${draw.one(SIGNALS)}')); process.exit(${draw.number(0, 9)});`,
  () => "process.kill(process.pid, 'SIGTERM'); await handled(() => process.kill(process.pid, 'SIGTERM')); letGo();",
  (draw) =>
    `void agent.init().flush(); await handled(() => process.kill(process.pid, '${draw.one(SIGNALS)}')); letGo();`,
  (draw) =>
    `void agent.init().stop(); await handled(() => process.kill(process.pid, '${draw.one(SIGNALS)}')); letGo();`,
  () => "await handled(() => process.kill(process.pid, 'SIGHUP'));",
  () => "process.kill(process.pid, 'SIGKILL'); await rest(1000);",
  () => 'process.abort();',
];

/** What a handler does, after it has said that it was called. */
const HANDLERS: readonly Step[] = [
  () => 'goOn();',
  () => 'setTimeout(goOn, 20);',
  (draw) => `process.exit(${draw.number(0, 9)});`,
  (draw) => `process.exitCode = ${draw.number(0, 9)}; letGo();`,
];

const EVENTS = ['SIGTERM', 'SIGINT', 'uncaughtException', 'unhandledRejection'] as const;

/** Draws a program as text: handlers, some steps, and an end. */
export function drawProgram(draw: Draw): string {
  const lines = [TOOLS, SERVE, EXIT_OF, "process.on('SIGUSR2', () => goOn());"];
  for (const event of EVENTS) {
    if (draw.chance(0.3)) lines.push(`process.on('${event}', () => { say('${event}'); ${draw.one(HANDLERS)(draw)} });`);
  }
  if (draw.chance(0.3)) lines.push("process.on('exit', (code) => say('exit', code));");
  if (draw.chance(0.1)) lines.push(`process.on('exit', () => { process.exitCode = ${draw.number(0, 9)}; });`);
  if (draw.chance(0.2)) lines.push("process.once('beforeExit', (code) => say('before exit', code));");
  lines.push('(async () => {');
  const steps = draw.number(0, 8);
  for (let step = 1; step <= steps; step++) lines.push(`  say(${step}); ${draw.one(STEPS)(draw)}`);
  lines.push(`  say('end'); ${draw.one(ENDS)(draw)}`, '})();');
  return lines.join('\n');
}

const SERVE = `
/** A server, and some requests to it. */
const serve = async (requests) => {
  const server = require('node:http').createServer((_, response) => rest(5).then(() => response.end('served')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  for (let request = 0; request < requests; request++) {
    say(await (await fetch('http://127.0.0.1:' + server.address().port + '/' + request)).text());
  }
  server.closeAllConnections();
  await once(server.close(), 'close');
};
`;

const EXIT_OF = `
/** The exit code of a thread. */
const exitOf = (source) => new Promise((resolve) => thread(source).on('exit', (code) => resolve([code])));
`;
