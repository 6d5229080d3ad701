import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reasonOf, sayOnce } from '../log.js';
import type { NumberCounter, Numbers } from '../numbers.js';
import { parseBaggage } from './baggage.js';
import { endpointOf, statusClassOf } from './endpoint.js';

const START = 'http.server.request.start';
const FINISH = 'http.server.response.finish';
const FASTIFY = 'fastify.initialization';

/** Keys of requests by route in one window; the rest is under `(other)`, one key for each status class. */
const MOST_ROUTE_KEYS = 100;
/** Routes counted apart within a window, before the busiest are picked. */
const MOST_ROUTES_COUNTED = 2000;
const OTHER_ROUTE = '(other)';

/** The pattern of the matched route, noted on Node's request by a framework that tells it. */
const PATTERN = Symbol('perf.route');
type Patterned = IncomingMessage & { [PATTERN]?: string };

/**
 * One request in the making, as scopes refer to it. It holds Node's request, for its route is known late, until the
 * response is finished or the connection is gone; then what it was called, for what it left running.
 */
export class RequestRecord {
  #request: Patterned | undefined;
  #endpoint = '';
  #baggage: Record<string, string> | undefined;
  readonly #wanted: readonly string[];

  /** `wanted` names the entries of the `baggage` header to keep. */
  constructor(request: IncomingMessage, wanted: readonly string[]) {
    this.#request = request;
    this.#wanted = wanted;
  }

  /** As far as it is known now. */
  get endpoint(): string {
    const request = this.#request;
    return request === undefined ? this.#endpoint : endpointOf(request, request[PATTERN], undefined);
  }

  /** Entries of its `baggage` header that were asked for. */
  get baggage(): Record<string, string> | undefined {
    const header = this.#wanted.length === 0 ? undefined : this.#request?.headers.baggage;
    return typeof header === 'string' ? parseBaggage(header, this.#wanted) : this.#baggage;
  }

  /** Lets go of Node's request. */
  release(endpoint: string): void {
    this.#baggage = this.baggage;
    this.#endpoint = endpoint;
    this.#request = undefined;
  }
}

/**
 * Watches the requests this process serves, through Node's own diagnostics channels: nothing is patched.
 * Counts them by route and class of status: `requests{route="GET /users/:id",status="2xx"}`, and all of them as
 * `requests`, which is left out until the process has served one: for no request at all, there is nothing to count by.
 *
 * `begin` is called as a request begins; if it makes what follows part of the request, it returns the record for that.
 */
export function watchRequests(begin: (request: IncomingMessage) => RequestRecord | undefined): NumberCounter {
  const live = new Map<IncomingMessage, { record: RequestRecord; response: ServerResponse }>();
  let serves = false;
  let finished = 0;
  let routes = new Map<string, Map<string, number>>();

  const onStart = guarded((message) => {
    serves = true;
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const record = begin(request);
    if (record !== undefined) live.set(request, { record, response });
  });
  const onFinish = guarded((message) => {
    const { request, response } = message as { request: Patterned; response: ServerResponse };
    finished++;
    const endpoint = endpointOf(request, request[PATTERN], response.statusCode);
    count(routes, endpoint, statusClassOf(response.statusCode));
    live.get(request)?.record.release(endpoint);
    live.delete(request);
  });
  diagnosticsChannel.subscribe(START, onStart);
  diagnosticsChannel.subscribe(FINISH, onFinish);
  diagnosticsChannel.subscribe(FASTIFY, noteFastifyRoutes);
  return {
    take() {
      const numbers: Numbers = serves ? { requests: finished, ...busiest(routes) } : {};
      finished = 0;
      routes = new Map();
      // Clients that went away leave responses that never finish.
      for (const [request, { record, response }] of live) {
        if (!response.destroyed && !request.socket.destroyed) continue;
        record.release(record.endpoint);
        live.delete(request);
      }
      return numbers;
    },
    stop() {
      diagnosticsChannel.unsubscribe(START, onStart);
      diagnosticsChannel.unsubscribe(FINISH, onFinish);
      diagnosticsChannel.unsubscribe(FASTIFY, noteFastifyRoutes);
      live.clear();
    },
  };
}

function count(routes: Map<string, Map<string, number>>, endpoint: string, status: string): void {
  let route = routes.get(endpoint);
  if (route === undefined) {
    const key = routes.size < MOST_ROUTES_COUNTED ? endpoint : OTHER_ROUTE;
    route = routes.get(key) ?? new Map();
    routes.set(key, route);
  }
  route.set(status, (route.get(status) ?? 0) + 1);
}

/** The counts by key, the busiest by name. Their sum is the number of requests. */
function busiest(routes: ReadonlyMap<string, ReadonlyMap<string, number>>): Numbers {
  const rows = [...routes].flatMap(([route, classes]) =>
    [...classes].map(([status, requests]) => ({ route, status, requests })),
  );
  rows.sort((a, b) => b.requests - a.requests);
  const numbers: Numbers = {};
  for (const [rank, { route, status, requests }] of rows.entries()) {
    const key = keyOf(rank < MOST_ROUTE_KEYS ? route : OTHER_ROUTE, status);
    numbers[key] = (numbers[key] ?? 0) + requests;
  }
  return numbers;
}

/** Prometheus' notation. JSON escapes what it escapes in the same way. */
function keyOf(route: string, status: string): string {
  return `requests{route=${JSON.stringify(route)},status="${status}"}`;
}

interface FastifyRequest {
  readonly raw: Patterned;
  readonly routeOptions?: { readonly url?: string };
}

/** Node makes what a subscriber throws an uncaught exception: routers may have put anything on a request. */
function guarded(subscriber: (message: unknown) => void): (message: unknown) => void {
  return (message) => {
    try {
      subscriber(message);
    } catch (error) {
      sayOnce(`a request is not known: ${reasonOf(error)}`);
    }
  };
}

/** Fastify keeps the route on its own request object; a hook of its public API sees both. */
const noteFastifyRoutes = guarded((message) => {
  const { fastify } = message as {
    fastify: {
      addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): void;
    };
  };
  fastify.addHook('onRequest', (request, _reply, done) => {
    const url = request.routeOptions?.url;
    if (url !== undefined) request.raw[PATTERN] = url;
    done();
  });
});
