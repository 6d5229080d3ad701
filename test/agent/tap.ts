import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ReceivedWindow } from './sink.js';

/** A window that a server has answered for. */
export type Passed = ReceivedWindow['meta'] & { readonly status: number };

/** Leads windows to a server that comes and goes, and remembers which it took. */
export class Tap {
  readonly passed: Passed[] = [];
  /** Where windows go now; undefined closes their connections. */
  onward: URL | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.#pass(Buffer.concat(chunks), request.headers['content-type'] ?? '').then(
          ({ status, answer }) => response.writeHead(status, { 'content-type': 'application/json' }).end(answer),
          () => response.destroy(),
        );
      });
    });
  }

  static async open(): Promise<Tap> {
    const tap = new Tap();
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #pass(body: Buffer, type: string): Promise<{ status: number; answer: string }> {
    if (this.onward === undefined) throw new Error('there is no server');
    const headers = { 'content-type': type };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    const meta = JSON.parse(String(form.get('meta'))) as ReceivedWindow['meta'];
    const url = new URL('/api/v1/profiles', this.onward);
    const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) });
    this.passed.push({ ...meta, status: answer.status });
    return { status: answer.status, answer: await answer.text() };
  }
}
