import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

export const PEERS_FOLDER = new URL('../../../bench/viewer/peers/', import.meta.url);

const SPEEDSCOPE = new URL('node_modules/speedscope/dist/release/', PEERS_FOLDER);
const FLAME_GRAPH = new URL('../../../../node_modules/d3-flame-graph/dist/', import.meta.url);
const FILES: Readonly<Record<string, URL>> = {
  '/d3/': new URL('d3.html', PEERS_FOLDER),
  '/d3/d3.js': new URL('node_modules/d3/dist/d3.min.js', PEERS_FOLDER),
  '/d3/flamegraph.js': new URL('d3-flamegraph.umd.min.js', FLAME_GRAPH),
  '/d3/flamegraph.css': new URL('d3-flamegraph.css', FLAME_GRAPH),
};
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export interface Site {
  readonly url: string;
  close(): void;
}

/** Serves the other viewers, and what they are to show, by path. */
export async function serveSite(data: ReadonlyMap<string, Uint8Array>): Promise<Site> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = data.get(path) ?? (await contentOf(path));
    const type = TYPES[path.endsWith('/') ? '.html' : extname(path)] ?? 'application/octet-stream';
    response.writeHead(body === null ? 404 : 200, { 'Content-Type': type }).end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function contentOf(path: string): Promise<Uint8Array | null> {
  if (path === '/') return new Uint8Array();
  const inSpeedscope = path === '/speedscope/' ? 'index.html' : path.replace('/speedscope/', '');
  const file = FILES[path] ?? new URL(inSpeedscope, SPEEDSCOPE);
  return existsSync(file) ? readFile(file) : null;
}
