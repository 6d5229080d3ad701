import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reasonOf, sayOnce } from '../log.js';
import type { NumberCounter, Numbers } from '../numbers.js';
import { statusClassOf } from './endpoint.js';
import { PATTERN, type Route, Routes } from './route.js';

const START = 'http.server.request.start';
const FINISH = 'http.server.response.finish';
const FASTIFY = 'fastify.initialization';

/** Keys of requests by route in one window; the rest is under `(other)`, one key for each status class. */
const MOST_ROUTE_KEYS = 100;
/** Routes counted apart within a window, before the busiest are picked. */
const MOST_ROUTES_COUNTED = 2000;
const OTHER_ROUTE = '(other)';

const ROUTE = Symbol('perf.route');
type WatchedRequest = IncomingMessage & { [ROUTE]?: Route; [PATTERN]?: string };

/**
 * Watches the requests this process serves, through Node's own diagnostics channels: nothing is patched.
 * Counts them by route and class of status: `requests{route="GET /users/:id",status="2xx"}`, and all of them as
 * `requests`, which is left out until the process has served one: for no request at all, there is nothing to count by.
 *
 * `begin` is called as a request begins, with how to find its route, to make what follows part of the request.
 */
export function watchRequests(begin: (request: IncomingMessage, route: () => Route) => void): NumberCounter {
  const routes = new Routes();
  let serves = false;
  let finished = 0;
  let counts = new Map<string, Map<string, number>>();

  const routeOf = (request: WatchedRequest): Route => {
    request[ROUTE] ??= routes.begin(request);
    return request[ROUTE];
  };
  const onStart = guarded((message) => {
    serves = true;
    const { request } = message as { request: WatchedRequest };
    begin(request, () => routeOf(request));
  });
  const onFinish = guarded((message) => {
    const { request, response } = message as { request: WatchedRequest; response: ServerResponse };
    finished++;
    const route = routeOf(request);
    routes.finish(route, request, response.statusCode);
    count(counts, route.endpoint, statusClassOf(response.statusCode));
  });
  diagnosticsChannel.subscribe(START, onStart);
  diagnosticsChannel.subscribe(FINISH, onFinish);
  diagnosticsChannel.subscribe(FASTIFY, noteFastifyRoutes);
  return {
    take() {
      const numbers: Numbers = serves ? { requests: finished, ...busiest(counts) } : {};
      finished = 0;
      counts = new Map();
      routes.nextWindow();
      return numbers;
    },
    stop() {
      diagnosticsChannel.unsubscribe(START, onStart);
      diagnosticsChannel.unsubscribe(FINISH, onFinish);
      diagnosticsChannel.unsubscribe(FASTIFY, noteFastifyRoutes);
    },
  };
}

function count(counts: Map<string, Map<string, number>>, endpoint: string, status: string): void {
  let classes = counts.get(endpoint);
  if (classes === undefined) {
    const key = counts.size < MOST_ROUTES_COUNTED ? endpoint : OTHER_ROUTE;
    classes = counts.get(key) ?? new Map();
    counts.set(key, classes);
  }
  classes.set(status, (classes.get(status) ?? 0) + 1);
}

/** The counts by key, the busiest by name. Their sum is the number of requests. */
function busiest(counts: ReadonlyMap<string, ReadonlyMap<string, number>>): Numbers {
  const rows = [...counts].flatMap(([route, classes]) =>
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

interface FastifyRequest {
  readonly raw: WatchedRequest;
  readonly routeOptions?: { readonly url?: string };
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
