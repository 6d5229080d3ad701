/** What is used of OpenTelemetry's contexts. */
export interface TraceContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): TraceContext;
}

/** What is used of OpenTelemetry's context manager: everything that runs in another context is run through `with`. */
export interface ContextManager {
  active(): TraceContext;
  with(context: TraceContext, work: (...given: unknown[]) => unknown, self?: unknown, ...given: unknown[]): unknown;
}

/**
 * Where every copy of @opentelemetry/api of its first major version keeps what was registered with it. It is made of
 * `Symbol.for` so that copies agree on it; so nothing has to be imported.
 */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/** The context manager that the service has registered so far. */
export function registeredContextManager(): ContextManager | undefined {
  const registry = (globalThis as { [REGISTRY]?: { context?: ContextManager } })[REGISTRY];
  const manager = registry?.context;
  return typeof manager?.with === 'function' ? manager : undefined;
}
