import type { IncomingMessage } from 'node:http';
import { endpointByRoute, endpointByUrl, endpointNotFound } from './endpoint.js';

/** The pattern of the matched route, noted on Node's request by a framework that tells it. */
export const PATTERN = Symbol('perf.pattern');

type WatchedRequest = IncomingMessage & { [PATTERN]?: string; route?: unknown };

/** How good a name is: the pattern of a route before the path, and before what was not found. */
const NAMED_BY = { none: 0, notFound: 1, url: 2, route: 3 };

/**
 * What requests are for that look alike before they are routed: one method, one path but for its values.
 *
 * Shared by all of them, since a context for each request is dear: V8 keeps what the profiler marks until a full garbage
 * collection. What it is called is known once a router has told, for the first of them. It holds on to a request until
 * then, or until that is answered or gone.
 */
export class Route {
  /** The method and the path without values. */
  readonly key: string;
  /** The window in which it was last asked for. */
  seen = 0;
  /** Requests of one key turned out to be for several routes. */
  ambiguous = false;
  #endpoint: string;
  #namedBy = NAMED_BY.none;
  #request: WatchedRequest | undefined;
  /** Express's route of the last request that was asked: the same one has the same name. */
  #asked: unknown;

  constructor(key: string) {
    this.key = key;
    this.#endpoint = key;
  }

  /** As far as it is known now. */
  get endpoint(): string {
    this.#ask(this.#request);
    return this.#endpoint;
  }

  /** No request is known to be going on. */
  get idle(): boolean {
    return this.#request === undefined;
  }

  begin(request: IncomingMessage): void {
    if (this.#namedBy < NAMED_BY.route) this.#request ??= request;
  }

  /** Notes what a finished request was for. */
  finish(request: IncomingMessage, status: number): void {
    if (this.#request === request) this.#request = undefined;
    this.#ask(request);
    if (this.#namedBy === NAMED_BY.route) return;
    if (status === 404) this.#name(endpointNotFound(request), NAMED_BY.notFound);
    else this.#name(this.key, NAMED_BY.url);
  }

  /** Lets go of a request whose client is gone: it never finishes. */
  sweep(): void {
    this.#ask(this.#request);
    if (this.#request?.socket.destroyed) this.#request = undefined;
  }

  #ask(request: WatchedRequest | undefined): void {
    if (request === undefined) return;
    if (request.route !== undefined && request.route === this.#asked) return;
    const endpoint = endpointByRoute(request, request[PATTERN]);
    if (endpoint === undefined) return;
    if (this.#namedBy === NAMED_BY.route && endpoint !== this.#endpoint) this.ambiguous = true;
    this.#name(endpoint, NAMED_BY.route);
    this.#asked = request.route;
  }

  #name(endpoint: string, by: number): void {
    if (by <= this.#namedBy) return;
    this.#namedBy = by;
    this.#endpoint = endpoint;
  }
}

/** Routes known by their key; further ones have a context for each request. */
const MOST_ROUTES = 1000;
const FORGET_AFTER_WINDOWS = 10;

/** The routes of a process, found by what is known of a request as it begins. */
export class Routes {
  readonly #byKey = new Map<string, Route>();
  /** Those of a single request that is going on. */
  readonly #single = new Set<Route>();
  #window = 0;

  begin(request: IncomingMessage): Route {
    const key = endpointByUrl(request);
    const known = this.#byKey.get(key);
    if (known !== undefined) known.seen = this.#window;
    const route = known === undefined || known.ambiguous ? this.#add(key, known === undefined) : known;
    route.begin(request);
    return route;
  }

  finish(route: Route, request: IncomingMessage, status: number): void {
    route.finish(request, status);
    this.#single.delete(route);
  }

  #add(key: string, isNew: boolean): Route {
    const route = new Route(key);
    route.seen = this.#window;
    if (isNew && this.#byKey.size < MOST_ROUTES) this.#byKey.set(key, route);
    else this.#single.add(route);
    return route;
  }

  /** Lets go of requests that are gone, and of routes that nobody asks for. */
  nextWindow(): void {
    this.#window++;
    for (const [key, route] of this.#byKey) {
      route.sweep();
      if (route.seen + FORGET_AFTER_WINDOWS < this.#window) this.#byKey.delete(key);
    }
    for (const route of this.#single) {
      route.sweep();
      if (route.idle) this.#single.delete(route);
    }
  }
}
