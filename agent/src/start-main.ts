import { type Agent, startAgent } from './agent.js';
import { readConfig } from './config.js';
import { reasonOf, sayOnce } from './log.js';
import type { AgentOptions } from './options.js';
import { loadPprof } from './pprof.js';
import { tellThreadsToRest } from './threads/hub.js';

/** Starts the agent of the main thread; undefined where it is switched off, or where profiling is impossible. */
export function startInMainThread(options: AgentOptions): Agent | undefined {
  const config = readConfig(options, process.env, process.argv[1], process.cwd(), sayOnce);
  if (config.enabled) {
    try {
      return startAgent(config, loadPprof());
    } catch (error) {
      sayOnce(`not profiling: ${reasonOf(error)}`);
    }
  }
  tellThreadsToRest(config);
  return undefined;
}
