import { isMainThread } from 'node:worker_threads';
import type { Agent } from './agent.js';
import { reasonOf, sayOnce } from './log.js';
import { isOomExporter } from './oom/exporter.js';
import type { AgentOptions } from './options.js';

export type { Agent } from './agent.js';
export { withLabels } from './labels/thread.js';
export type { AgentOptions } from './options.js';

/** One agent a process, even where this package is installed twice or loaded both as `import` and `--require`. */
const RUNNING = Symbol.for('perf.agent');
const running = globalThis as { [RUNNING]?: Agent };

/** What `init` returns where there is nothing to run. */
const IDLE: Agent = { flush: () => Promise.resolve(), stop: () => Promise.resolve() };

/**
 * Starts the agent, or returns the one that is running. Never throws: mistakes in options are named on stderr, and
 * where profiling is impossible the agent returned does nothing.
 */
export function init(options: AgentOptions = {}): Agent {
  const already = running[RUNNING];
  if (already !== undefined) {
    if (Object.keys(options ?? {}).length > 0) sayOnce('already started: the options given to init() now are ignored');
    return already;
  }
  if (isOomExporter(process.argv[1])) return IDLE;
  try {
    const agent = isMainThread ? startInMainThread(options) : startInWorker();
    if (agent === undefined) return IDLE;
    running[RUNNING] = {
      flush: () => agent.flush(),
      stop: () => {
        delete running[RUNNING];
        return agent.stop();
      },
    };
    return running[RUNNING];
  } catch (error) {
    sayOnce(`not profiling: ${reasonOf(error)}`);
    return IDLE;
  }
}

// Each thread loads its own part alone: some services start a thread for every job.

function startInMainThread(options: AgentOptions): Agent | undefined {
  return (require('./start-main.js') as typeof import('./start-main.js')).startInMainThread(options);
}

function startInWorker(): Agent | undefined {
  return (require('./start-worker.js') as typeof import('./start-worker.js')).startInWorker();
}
