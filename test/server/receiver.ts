import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Answer = (response: ServerResponse, received: Received) => void;

/** Somebody who takes webhooks: remembers what came to each path, and answers 200 unless told. */
export class Receiver {
  readonly #received: Received[] = [];
  readonly #answers = new Map<string, Answer>();
  #server: Server | null = null;
  #heard: () => void = () => {};

  private constructor(readonly port: number) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const receiver = new Receiver((server.address() as AddressInfo).port);
    receiver.#use(server);
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** From now on. */
  answer(path: string, status: number, text = '', headers: Record<string, string> = {}): void {
    this.#answers.set(path, (response) => response.writeHead(status, headers).end(text));
  }

  answerWith(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  at(path: string): Received[] {
    return this.#received.filter((one) => one.path === path);
  }

  /** Resolves once so many came there. */
  async count(path: string, count: number): Promise<Received[]> {
    while (this.at(path).length < count) {
      await new Promise<void>((resolve) => {
        const before = this.#heard;
        this.#heard = () => {
          before();
          resolve();
        };
      });
    }
    return this.at(path);
  }

  /** Nobody listens any more. */
  async leave(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    server?.closeAllConnections();
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  }

  /** At the same address as before. */
  async comeBack(): Promise<void> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.#use(server);
  }

  #use(server: Server): void {
    this.#server = server;
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
        this.#received.push(received);
        const answer = this.#answers.get(received.path);
        if (answer === undefined) response.end('ok');
        else answer(response, received);
        const heard = this.#heard;
        this.#heard = () => {};
        heard();
      });
    });
  }
}
