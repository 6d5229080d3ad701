import { AsyncResource } from 'node:async_hooks';
import { registeredContextManager } from '../opentelemetry.js';

/** The key that keeps OpenTelemetry's SDK from tracing. */
const SUPPRESS_TRACING = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * Returns how to do the agent's own work: in the asynchronous context of this call and not of whoever asks for a flush,
 * so that nothing it does counts as part of a request of the host, and untraced by OpenTelemetry.
 */
export function openQuietContext(): <T>(work: () => T) => T {
  const resource = new AsyncResource('perf-agent', { requireManualDestroy: true });
  return (work) => resource.runInAsyncScope(() => untraced(work));
}

function untraced<T>(work: () => T): T {
  const manager = registeredContextManager();
  if (manager === undefined) return work();
  return manager.with(manager.active().setValue(SUPPRESS_TRACING, true), work) as T;
}
