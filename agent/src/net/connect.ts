import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { lookup } from './lookup.js';
import { hostOf, proxyAuthorization } from './proxy.js';

/** How requests to one server are made. */
export interface Connection {
  /** Opens a request with these headers to `url`. */
  request(method: string, headers: http.OutgoingHttpHeaders): http.ClientRequest;
  /** Ends idle connections. */
  close(): void;
}

const TUNNEL_TIMEOUT_MS = 10_000;

/**
 * One connection at a time to `url`, kept open between requests, by `proxy` if there is one.
 * `caFile` holds the authorities to trust, instead of Node's own. It is read now.
 * @throws Error if it cannot be read.
 */
export function connectTo(url: URL, proxy: URL | undefined, caFile: string | undefined): Connection {
  const options = { keepAlive: true, maxSockets: 1 };
  if (url.protocol === 'https:') {
    const trusted = { ...options, ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }) };
    const agent = proxy === undefined ? new https.Agent(trusted) : new TunnelAgent(trusted, url, proxy);
    return {
      request: (method, headers) => https.request(url, { method, agent, lookup, headers }),
      close: () => agent.destroy(),
    };
  }
  const agent = proxy?.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
  return {
    request: (method, headers) =>
      proxy === undefined
        ? http.request(url, { method, agent, lookup, headers })
        : requestOf(proxy)(proxyTarget(proxy), {
            method,
            agent,
            lookup,
            path: `${url.origin}${url.pathname}`,
            ...(url.username === '' ? {} : { auth: decodeURIComponent(`${url.username}:${url.password}`) }),
            headers: { host: url.host, ...proxyAuthorization(proxy), ...headers },
          }),
    close: () => agent.destroy(),
  };
}

/** Connects to an https:// server through a tunnel that an HTTP proxy digs. */
class TunnelAgent extends https.Agent {
  readonly #url: URL;
  readonly #proxy: URL;

  constructor(options: https.AgentOptions, url: URL, proxy: URL) {
    super(options);
    this.#url = url;
    this.#proxy = proxy;
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    const fail = (error: Error) => (callback as ((error: Error) => void) | undefined)?.(error);
    const host = hostOf(this.#url);
    const target = `${this.#url.hostname}:${this.#url.port || 443}`;
    const dig = requestOf(this.#proxy)(proxyTarget(this.#proxy), {
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorization(this.#proxy) },
      agent: false,
      lookup,
    });
    dig.setTimeout(TUNNEL_TIMEOUT_MS, () => dig.destroy(new Error('the proxy does not answer')));
    dig.on('socket', (socket) => socket.unref());
    dig.on('error', fail);
    dig.on('response', (response) => {
      response.destroy();
      fail(new Error(`the proxy answers ${response.statusCode} ${response.statusMessage ?? ''}`.trim()));
    });
    dig.on('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        fail(new Error(`the proxy answers ${response.statusCode} ${response.statusMessage ?? ''}`.trim()));
        return;
      }
      socket.setTimeout(0);
      const { ca } = options as tls.ConnectionOptions;
      const secure = tls.connect({ socket, host, ...(ca === undefined ? {} : { ca }), ...serverName(host) });
      secure.unref();
      callback?.(null, secure);
    });
    dig.end();
    return undefined;
  }
}

/** A server is told the name it is asked by, unless that is an address. */
function serverName(host: string): { servername?: string } {
  return /^[\d.]+$|:/.test(host) ? {} : { servername: host };
}

function requestOf(proxy: URL): typeof http.request {
  return proxy.protocol === 'https:' ? https.request : http.request;
}

/** The proxy's URL alone: what else is in it goes into headers. */
function proxyTarget(proxy: URL): URL {
  return new URL(`${proxy.protocol}//${proxy.host}`);
}
