import diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reasonOf, sayOnce } from '../log.js';
import type { NumberCounter, Numbers } from '../numbers.js';
import { endpointOf } from './endpoint.js';
import { addRequest, KnownRoutes, RequestCounts } from './request-counts.js';
import { PATTERN, type Route, Routes } from './route.js';

const START = 'http.server.request.start';
const FINISH = 'http.server.response.finish';
const FASTIFY = 'fastify.initialization';

const ROUTE = Symbol('perf.route');
type WatchedRequest = IncomingMessage & { [ROUTE]?: Route; [PATTERN]?: string };

/** How requests become part of something as they begin. */
export interface Beginning {
  /** Whether `begin` has anything to do. Asked once in a while: a request that nobody looks at costs less. */
  wanted(): boolean;
  /** Called as a request begins, with how to find its route, to make what follows part of the request. */
  begin(request: IncomingMessage, route: () => Route): void;
}

/** Finished requests between two questions whether the next are to be heard of as they begin. */
const ASK_EVERY = 20;

/**
 * Watches the requests this process serves, through Node's own diagnostics channels: nothing is patched.
 * Counts them by route and class of status: `requests{route="GET /users/:id",status="2xx"}`, and all of them as
 * `requests`, which is left out until the process has served one: for no request at all, there is nothing to count by.
 */
export function watchRequests(beginning: Beginning): NumberCounter {
  const routes = new Routes();
  const counts = new RequestCounts();
  const known = new KnownRoutes();
  let serves = false;
  let finished = 0;
  let hearsStart = false;

  const onStart = guarded((message) => {
    const { request } = message as { request: WatchedRequest };
    beginning.begin(request, () => {
      request[ROUTE] ??= routes.begin(request);
      return request[ROUTE];
    });
  });
  const hearStart = (wanted: boolean) => {
    if (wanted === hearsStart) return;
    hearsStart = wanted;
    if (wanted) diagnosticsChannel.subscribe(START, onStart);
    else diagnosticsChannel.unsubscribe(START, onStart);
  };
  const onFinish = guarded((message) => {
    const { request, response } = message as { request: WatchedRequest; response: ServerResponse };
    serves = true;
    if (++finished % ASK_EVERY === 0 && !hearsStart) hearStart(beginning.wanted());
    const route = request[ROUTE];
    if (route !== undefined) routes.finish(route, request, response.statusCode);
    const status = response.statusCode;
    let count = known.find(request);
    if (count === undefined) {
      const endpoint = route?.endpoint ?? endpointOf(request, request[PATTERN], status);
      count = counts.of(endpoint);
      known.note(request, endpoint, count);
    }
    addRequest(count, status);
  });
  hearStart(true);
  diagnosticsChannel.subscribe(FINISH, onFinish);
  diagnosticsChannel.subscribe(FASTIFY, noteFastifyRoutes);
  return {
    take() {
      const numbers: Numbers = serves ? { requests: finished, ...counts.take() } : {};
      finished = 0;
      known.forget();
      routes.nextWindow();
      if (serves) hearStart(beginning.wanted());
      return numbers;
    },
    stop() {
      hearStart(false);
      diagnosticsChannel.unsubscribe(FINISH, onFinish);
      diagnosticsChannel.unsubscribe(FASTIFY, noteFastifyRoutes);
    },
  };
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
