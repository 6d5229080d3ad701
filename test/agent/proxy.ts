import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';

/** A request that came to a proxy. */
export interface Proxied {
  /** Absolute for plain HTTP, `CONNECT host:port` for a tunnel. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** An HTTP proxy that leads everything to one port of this machine, whatever the name. */
export class HttpProxy {
  readonly seen: Proxied[] = [];
  /** What it answers instead, if anything. */
  refusal: number | undefined;
  readonly #server: Server;

  private constructor(port: number) {
    this.#server = createServer((incoming, response) => {
      this.seen.push({
        target: String(incoming.url),
        authorization: incoming.headers['proxy-authorization'],
      });
      if (this.refusal !== undefined) {
        response.writeHead(this.refusal).end();
        return;
      }
      const { 'proxy-authorization': _, ...headers } = incoming.headers;
      const { pathname } = new URL(String(incoming.url));
      const onward = request(
        { port, host: '127.0.0.1', method: incoming.method, path: pathname, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      incoming.pipe(onward);
    });
    this.#server.on('connect', (incoming, socket) => {
      this.seen.push({
        target: `CONNECT ${incoming.url}`,
        authorization: incoming.headers['proxy-authorization'],
      });
      if (this.refusal !== undefined) {
        socket.end(`HTTP/1.1 ${this.refusal} No\r\n\r\n`);
        return;
      }
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      const onward = connect(port, '127.0.0.1');
      onward.pipe(socket).pipe(onward);
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
  }

  /** Leads to `port`. */
  static async open(port: number): Promise<HttpProxy> {
    const proxy = new HttpProxy(port);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** Speaks TLS in front of a port of this machine that does not. */
export async function openTlsFront(
  port: number,
  key: Buffer,
  cert: Buffer,
): Promise<{ port: number; server: TlsServer }> {
  const server = createTlsServer({ key, cert }, (socket) => {
    const onward = connect(port, '127.0.0.1');
    onward.pipe(socket).pipe(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}
