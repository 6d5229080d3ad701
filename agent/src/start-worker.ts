import { parentPort } from 'node:worker_threads';
import type { Agent } from './agent.js';
import { Collector } from './collector.js';
import { loadPprof } from './pprof.js';
import { joinMainThread } from './threads/member.js';

/**
 * Starts the agent of a worker thread. Options are the main thread's affair.
 * Undefined in the thread in which Node runs loader hooks: it has no parent port, and does nothing but wait.
 */
export function startInWorker(): Agent | undefined {
  if (parentPort === null) return undefined;
  return joinMainThread((config, threads) => new Collector(config, loadPprof(), () => 0, threads));
}
