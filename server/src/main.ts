#!/usr/bin/env node
/**
 * Wiring: the only file that knows all the others. Listens first and loads the rest afterwards, so that the agent sees
 * the server's own start; until that is done, requests are told to come back.
 */
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { init } from '@perf/agent/api';
import { readConfig } from './config.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
const config = readConfig(process.argv.slice(2), version);

const starting: RequestListener = (request, response) => {
  if (request.url === '/healthz') response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok\n');
  else response.writeHead(503, { 'Content-Type': 'text/plain', 'Retry-After': '1' }).end('starting\n');
};
let serve = starting;
let stopping = false;
const http = createServer({ requestTimeout: 60_000 }, (request, response) => {
  if (stopping) response.shouldKeepAlive = false;
  serve(request, response);
});
http.on('error', (error: NodeJS.ErrnoException) => {
  const address = `${config.host}:${config.port}`;
  const hint = error.code === 'EADDRINUSE' ? ` Something listens there already: choose another with --port.` : '';
  fail(`Cannot listen on ${address}: ${error.message}.${hint}`);
});

http.listen(config.port, config.host, () => {
  const { address, port, family } = http.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  const agent = config.selfProfile
    ? // Nothing waits on disk for a server that is away if its agent is away with it.
      init({ serverUrl: url, service: 'perf-server', version, apiKey: config.apiKey ?? undefined, spoolBytes: 0 })
    : null;
  import('./server.js')
    .then(async ({ start }) => {
      const running = await start(config);
      serve = running.app;
      running.log.info({ url, dataDir: config.dataDir }, 'listening');
      console.log(`perf is listening. Open ${url}`);
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
    })
    .catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
});

/** Requests that are under way are answered, for at most some seconds. */
async function closeGracefully(server: Server): Promise<void> {
  const deadline = setTimeout(() => server.closeAllConnections(), 5_000);
  const answered = setInterval(() => server.closeIdleConnections(), 20);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(answered);
  clearTimeout(deadline);
}

function fail(message: string): never {
  console.error(`perf-server: ${message}`);
  process.exit(1);
}
