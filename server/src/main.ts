#!/usr/bin/env node
/**
 * Wiring: the only file that knows all the others. A server listens first and loads the rest afterwards, so that the agent
 * sees its own start; until that is done, requests are told to come back.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { init } from '@perf/agent/api';
import { type Config, readCall, type StoreCall } from './config.js';
import { defaultLimits } from './limits.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const call = readCall(process.argv.slice(2), version);
if (call.command === 'serve') serve(call.config);
else await runCommand(call);

function serve(config: Config): void {
  const starting: RequestListener = (request, response) => {
    if (request.url === '/healthz') response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok\n');
    else response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '1' }).end('starting\n');
  };
  let handle = starting;
  let stopping = false;
  const http = createServer({ requestTimeout: 60_000, maxHeaderSize: defaultLimits.headBytes }, (request, response) => {
    if (stopping) response.shouldKeepAlive = false;
    handle(request, response);
  });
  http.on('error', (error: NodeJS.ErrnoException) => {
    const address = `${config.host}:${config.port}`;
    const hint = error.code === 'EADDRINUSE' ? ` Something listens there already: choose another with --port.` : '';
    fail(`Cannot listen on ${address}: ${error.message}.${hint}`);
  });

  // After a restart all agents connect at once: the system queues as many as it lets any program.
  http.listen({ port: config.port, host: config.host, backlog: 4096 }, () => {
    const { address, port, family } = http.address() as AddressInfo;
    const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
    const agent = config.selfProfile
      ? // Nothing waits on disk for a server that is away if its agent is away with it.
        init({ serverUrl: url, service: 'perf-server', version, apiKey: config.apiKey ?? undefined, spoolBytes: 0 })
      : null;
    import('./server.js')
      .then(async ({ start }) => {
        const running = await start(config, url);
        handle = running.app;
        running.log.info({ url, dataDir: config.dataDir }, 'listening');
        const stop = async (signal: string): Promise<void> => {
          if (stopping) return;
          stopping = true;
          running.log.info({ signal }, 'stopping');
          await agent?.stop();
          await closeGracefully(http);
          await running.stop();
          process.exit(0);
        };
        process.on('SIGTERM', stop);
        process.on('SIGINT', stop);
        // Who reads this may end it from now on.
        console.log(`perf is listening. Open ${url}`);
      })
      .catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
  });
}

/** 0: done. 1: something is damaged. 2: not done, and why. */
async function runCommand(call: StoreCall): Promise<void> {
  try {
    const { run } = await import('./commands/run.js');
    process.exitCode = run(call);
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error), 2);
  }
}

/** Requests that are under way are answered, for at most some seconds. */
async function closeGracefully(server: Server): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), 5_000);
  const answered = setInterval(() => server.closeIdleConnections(), 20);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(answered);
  clearTimeout(deadline);
}

function fail(message: string, code = 1): never {
  console.error(`perf-server: ${message}`);
  process.exit(code);
}
