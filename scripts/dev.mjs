// Watch mode: compiles and bundles what changes and restarts the server, with the arguments given. Ctrl-C ends all.
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

const QUIET_MS = 300;
const WATCHED = ['proto', 'profile', 'agent', 'server'];

const tool = (script, args, cwd = root) =>
  spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
  });

const compilers = [
  tool('typescript/bin/tsc', ['-b', '--watch', '--preserveWatchOutput']),
  tool('vite/bin/vite.js', ['build', '--watch', '--logLevel', 'warn'], join(root, 'viewer')),
];
for (const compiler of compilers) compiler.on('exit', (code) => stop(code ?? 1));

let server = start();
let stopping = false;
let replacing = false;
let restart;

// A compiler writes many files in a burst: the server is restarted once it has been quiet for a moment.
for (const name of WATCHED) {
  watch(join(root, name, 'dist'), { recursive: true, persistent: false }, (_event, file) => {
    if (!/\.(js|cjs|sql)$/.test(file ?? '')) return;
    clearTimeout(restart);
    restart = setTimeout(replace, QUIET_MS);
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));

function start() {
  return spawn(process.execPath, [join(root, 'server', 'dist', 'main.js'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
}

/** Ends the running server, then starts the new one: both want the same port. */
function replace() {
  if (stopping || replacing || !existsSync(join(root, 'server', 'dist', 'main.js'))) return;
  console.log('dev: restarting the server');
  replacing = true;
  const next = () => {
    replacing = false;
    if (!stopping) server = start();
  };
  if (server.exitCode !== null || server.signalCode !== null) return next();
  server.once('exit', next);
  server.kill('SIGTERM');
}

function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const child of [...compilers, server]) child.kill('SIGTERM');
  process.exitCode = code;
  setTimeout(() => process.exit(code), 10_000).unref();
}
