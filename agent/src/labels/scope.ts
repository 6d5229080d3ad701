import type { SampleLabels } from '../labels.js';
import type { RequestRecord } from './requests.js';
import type { Span } from './spans.js';

/**
 * What code is running for: the context V8 records with its samples. Immutable, apart from what the resolver keeps.
 *
 * Flat: labels given inside of labels are merged when they are given, so that a scope never holds on to outer ones.
 */
export class Scope {
  readonly labels: SampleLabels | undefined;
  readonly request: RequestRecord | undefined;
  readonly span: Span | undefined;
  /** The labels it stood for in a window, and which one that was (resolver.ts). */
  resolved: SampleLabels | undefined = undefined;
  window = -1;

  constructor(labels: SampleLabels | undefined, request: RequestRecord | undefined, span: Span | undefined) {
    this.labels = labels;
    this.request = request;
    this.span = span;
  }
}
