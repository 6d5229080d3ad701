import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readWindow, type Window } from './window.js';

/** Much more than an agent ever sends at once. */
const MOST_BYTES = 256 * 1024 * 1024;

/** How long a process that outlives its parent may take to send what it is sending. */
const CLOSING_MS = 2000;

/** The place where agents of this machine deliver their windows, as long as perfctl runs. */
export interface Sink {
  readonly url: string;
  /** What they have to show: nobody else's profiles are taken. */
  readonly key: string;
  /** Takes what is under way, and nothing after that. */
  close(): Promise<void>;
}

/** Listens on this machine alone. `take` has each window once, one after the other; what it throws is told the agent. */
export async function openSink(take: (window: Window) => void): Promise<Sink> {
  const key = randomBytes(16).toString('hex');
  const known = new Set<string>();
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers.authorization !== `Bearer ${key}`) return answer(response, 401, 'this is not your recording');
    const window = await readWindow(request.headers['content-type'] ?? '', await bodyOf(request));
    const duplicate = known.has(window.id);
    if (!duplicate) take(window);
    known.add(window.id);
    answer(response, 200, '', { id: window.id, stored: duplicate ? 0 : window.profiles.length, duplicate });
  };
  const server = createServer((request, response) => {
    receive(request, response).catch((error: Error) => answer(response, 400, error.message));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
      await closed;
      clearTimeout(late);
    },
  };
}

function answer(response: ServerResponse, status: number, detail: string, report: object = { status, detail }): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(report));
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`the window has more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
