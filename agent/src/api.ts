import { isMainThread, parentPort } from 'node:worker_threads';
import { type Agent, startAgent } from './agent.js';
import { Collector } from './collector.js';
import { readConfig } from './config.js';
import { reasonOf, sayOnce } from './log.js';
import type { AgentOptions } from './options.js';
import { loadPprof } from './pprof.js';
import { tellThreadsToRest } from './threads/hub.js';
import { joinMainThread } from './threads/member.js';

export type { Agent } from './agent.js';
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
  try {
    const agent = isMainThread ? startHere(options) : startInThread();
    if (agent === IDLE) return IDLE;
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

function startHere(options: AgentOptions): Agent {
  const config = readConfig(options, process.env, process.argv[1], process.cwd(), sayOnce);
  if (config.enabled) {
    try {
      return startAgent(config, loadPprof());
    } catch (error) {
      sayOnce(`not profiling: ${reasonOf(error)}`);
    }
  }
  tellThreadsToRest(config);
  return IDLE;
}

/** Options are the main thread's affair. The thread in which Node runs loader hooks, which has no parent port, only waits. */
function startInThread(): Agent {
  if (parentPort === null) return IDLE;
  return joinMainThread((config, threads) => new Collector(config, loadPprof(), () => 0, threads));
}
