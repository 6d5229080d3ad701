import type { LabelSource, SampleLabels } from '../labels.js';
import { Scope } from './scope.js';

/** What stands for a value beyond the bound. */
const OTHER = '(other)';

/** Distinct label names of a process, and distinct sets of labels in a window; the server takes 4096 sets. */
const MOST_NAMES = 50;
const MOST_SETS = 1500;

/** Windows after which a value that was not seen makes room for others. */
const FORGET_AFTER_WINDOWS = 60;

/**
 * Turns scopes into the labels that are shipped: bounded, and equal ones as one object.
 *
 * Values count when they are sampled, not when they are given, so the bound is on what costs. The values seen first keep
 * their names for as long as they are seen; further ones are `(other)` together.
 */
export class Resolver implements LabelSource {
  readonly #mostValues: number;
  /** By label, by value: the window it was last seen in. */
  readonly #values = new Map<string, Map<string, number>>();
  #sets = new Map<string, SampleLabels>();
  #window = 0;
  #dropped = 0;

  /** At most `mostValues` values of each label have names of their own. */
  constructor(mostValues: number) {
    this.#mostValues = mostValues;
  }

  of(context: unknown): SampleLabels | undefined {
    if (!(context instanceof Scope)) return undefined;
    if (context.window !== this.#window) {
      context.window = this.#window;
      context.resolved = this.#resolve(context);
    }
    return context.resolved;
  }

  /**
   * Begins a window: labels are looked up anew, since routes are known by now that were not.
   * Returns how many values were replaced by `(other)` in the last one.
   */
  nextWindow(): number {
    this.#window++;
    this.#sets = new Map();
    for (const values of this.#values.values()) {
      for (const [value, seen] of values) {
        if (seen + FORGET_AFTER_WINDOWS < this.#window) values.delete(value);
      }
    }
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  #resolve({ route, labels, span }: Scope): SampleLabels | undefined {
    const given: Record<string, string> = { ...(route === undefined ? {} : { endpoint: route.endpoint }), ...labels };
    const names = Object.keys(given).sort();
    const bounded: [string, string][] = [];
    for (const name of names) {
      const value = this.#bounded(name, given[name] as string);
      if (value !== undefined) bounded.push([name, value]);
    }
    const set = this.#interned(bounded);
    // The ids of a span name few samples each: equal objects are of little use, and neither is a bound.
    return span === undefined ? set : { ...set, trace_id: span.traceId, span_id: span.spanId };
  }

  #bounded(name: string, value: string): string | undefined {
    let values = this.#values.get(name);
    if (values === undefined) {
      if (this.#values.size >= MOST_NAMES) {
        this.#dropped++;
        return undefined;
      }
      values = new Map();
      this.#values.set(name, values);
    }
    if (values.size >= this.#mostValues && !values.has(value)) {
      this.#dropped++;
      return OTHER;
    }
    values.set(value, this.#window);
    return value;
  }

  #interned(labels: [string, string][]): SampleLabels | undefined {
    if (labels.length === 0) return undefined;
    const full = this.#sets.size >= MOST_SETS;
    const key = JSON.stringify(labels);
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    if (full) {
      const others = labels.map(([name]): [string, string] => [name, OTHER]);
      const otherKey = JSON.stringify(others);
      this.#dropped++;
      const set = this.#sets.get(otherKey) ?? Object.fromEntries(others);
      this.#sets.set(otherKey, set);
      return set;
    }
    const set = Object.fromEntries(labels);
    this.#sets.set(key, set);
    return set;
  }
}
