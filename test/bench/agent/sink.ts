/**
 * Where the profilers under test deliver to, in a process of its own: takes everything, and counts what came by path.
 * Of the agent's windows it keeps the numbers.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './answer.js';

/** What came to one address since it was last asked. */
export interface Received {
  /** Bodies that are not empty, by path. */
  readonly bodies: Readonly<Record<string, { count: number; bytes: number }>>;
  /** `numbers` of the agent's windows. */
  readonly windows: readonly Readonly<Record<string, number>>[];
}

export type SinkCalls = {
  /** Opens one more address; resolves to its port. */
  open(): Promise<number>;
  take(port: number): Received;
};

interface Receiving extends Received {
  bodies: Record<string, { count: number; bytes: number }>;
  windows: Record<string, number>[];
}

const receivedAt = new Map<number, Receiving>();

function open(): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [path = ''] = (request.url ?? '').split('?');
      note((server.address() as AddressInfo).port, path, request, Buffer.concat(chunks));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerTo(path)));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function note(port: number, path: string, request: IncomingMessage, body: Buffer): void {
  const received = receivedAt.get(port) ?? { bodies: {}, windows: [] };
  receivedAt.set(port, received);
  if (body.length === 0) return;
  const { count, bytes } = received.bodies[path] ?? { count: 0, bytes: 0 };
  received.bodies[path] = { count: count + 1, bytes: bytes + body.length };
  if (path === '/api/v1/profiles') received.windows.push(numbersOf(request, body));
}

/** `meta` is the first part of the form, JSON on one line. */
function numbersOf(request: IncomingMessage, body: Buffer): Record<string, number> {
  const [, boundary = ''] = /boundary=(.+)/.exec(request.headers['content-type'] ?? '') ?? [];
  const from = body.indexOf('{');
  return JSON.parse(body.toString('utf8', from, body.indexOf(`\r\n--${boundary}`, from))).numbers;
}

/** Datadog's agent says what it takes, and how much of the traces it wants. */
function answerTo(path: string): unknown {
  if (path === '/info') return { version: '7.60.0', endpoints: ['/v0.4/traces', '/profiling/v1/input'] };
  if (path.startsWith('/v0.')) return { rate_by_service: {} };
  return { stored: 1, duplicate: false };
}

answerParent({
  open,
  take(port: number) {
    const taken: Received = receivedAt.get(port) ?? { bodies: {}, windows: [] };
    receivedAt.delete(port);
    return taken;
  },
} satisfies SinkCalls);
