import { fileURLToPath } from 'node:url';
import type { Sink } from './sink.js';

/** A process that is killed loses no more than this. */
const INTERVAL_MS = 10_000;

/**
 * The environment in which every Node process loads the agent and delivers to `sink`: those that the command starts, and
 * those that they start, ES modules and CommonJS alike.
 */
export function recordedEnvironment(environment: NodeJS.ProcessEnv, { url, key }: Sink, hz: number): NodeJS.ProcessEnv {
  const { PERF_CA_FILE: _, NODE_OPTIONS: options = '', ...rest } = environment;
  const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url));
  return {
    ...rest,
    // Before all that the environment preloads: the heap sampler sees what comes after it.
    NODE_OPTIONS: `--require ${quoted(preload)} ${options}`.trim(),
    PERF_SERVER_URL: url,
    PERF_API_KEY: key,
    PERF_ENABLED: 'true',
    PERF_INTERVAL_MS: String(INTERVAL_MS),
    PERF_CPU_HZ: String(hz),
    // A recording is asked for: it does not give way to what it costs, begins at once, and leaves nothing behind.
    PERF_OVERHEAD_BUDGET: '1',
    PERF_STARTUP_MS: '0',
    PERF_SPOOL_BYTES: '0',
  };
}

/** As NODE_OPTIONS reads it: blanks and backslashes belong to the path. */
function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&')}"`;
}
