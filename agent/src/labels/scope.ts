import type { SampleLabels } from '../labels.js';
import type { Route } from './route.js';
import type { Span } from './spans.js';

/**
 * What code is running for: the context V8 records with its samples. Immutable, apart from what others keep with it.
 *
 * Flat: labels given inside of labels are merged when they are given, so that a scope never holds on to outer ones.
 */
export class Scope {
  readonly labels: SampleLabels | undefined;
  readonly route: Route | undefined;
  readonly span: Span | undefined;
  /** The labels it stands for in a window, and which one that is (resolver.ts). */
  resolved: SampleLabels | undefined = undefined;
  window = -1;
  /** What stands for it in the frames of a profiler, and which one that is (carrier.ts). */
  holder: object | undefined = undefined;
  recorder: object | undefined = undefined;

  constructor(labels: SampleLabels | undefined, route: Route | undefined, span: Span | undefined) {
    this.labels = labels;
    this.route = route;
    this.span = span;
  }
}

/** Scopes kept for one route; beyond, all are made anew. */
const MOST_SCOPES = 1000;

/**
 * Scopes, equal ones as one object wherever that is likely to be of use. V8 keeps what the profiler marks until a full
 * garbage collection: with a scope for each request, scavenges of a small service took four times as long.
 */
export class Scopes {
  readonly #ofRoutes = new WeakMap<Route, Map<string, Scope>>();
  readonly #ofNone = new Map<string, Scope>();

  of(labels: SampleLabels | undefined, route: Route | undefined, span: Span | undefined): Scope {
    if (span !== undefined) return new Scope(labels, route, span);
    const scopes = route === undefined ? this.#ofNone : this.#of(route);
    const key = labels === undefined ? '' : JSON.stringify(labels);
    let scope = scopes.get(key);
    if (scope === undefined) {
      scope = new Scope(labels, route, undefined);
      if (scopes.size >= MOST_SCOPES) scopes.clear();
      scopes.set(key, scope);
    }
    return scope;
  }

  #of(route: Route): Map<string, Scope> {
    let scopes = this.#ofRoutes.get(route);
    if (scopes === undefined) {
      scopes = new Map();
      this.#ofRoutes.set(route, scopes);
    }
    return scopes;
  }
}
