import { AsyncResource } from 'node:async_hooks';

/** OpenTelemetry's registry, and the key that keeps its SDK from tracing: both are made to be found without importing it. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

interface Context {
  setValue(key: symbol, value: unknown): Context;
}

interface ContextManager {
  active(): Context;
  with<T>(context: Context, work: () => T): T;
}

/**
 * Returns how to do the agent's own work: in the asynchronous context of this call and not of whoever asks for a flush,
 * so that nothing it does counts as part of a request of the host, and untraced by OpenTelemetry.
 */
export function openQuietContext(): <T>(work: () => T) => T {
  const resource = new AsyncResource('perf-agent', { requireManualDestroy: true });
  return (work) => resource.runInAsyncScope(() => untraced(work));
}

function untraced<T>(work: () => T): T {
  const registry = (globalThis as Record<symbol, unknown>)[REGISTRY] as { context?: ContextManager } | undefined;
  const manager = registry?.context;
  if (manager === undefined) return work();
  return manager.with(manager.active().setValue(SUPPRESS_TRACING, true), work);
}
