import { getHeapStatistics } from 'node:v8';
import type { Config } from '../config.js';
import { reasonOf, sayOnce } from '../log.js';
import type { NamesOptions } from '../names.js';
import { OPTION_RULES } from '../options.js';
import type { Pprof } from '../pprof.js';
import type { SpoolOptions } from '../spool.js';
import { EXPORTER } from './exporter.js';

/** What the exporter is told on its command line. That is printed when memory runs out: no secrets. */
export interface OomOrder {
  /** The start of the window in which memory ran out. */
  readonly fromMs: number;
  readonly root: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, number>>;
  readonly intervalBytes: number;
  readonly names: NamesOptions;
  readonly spool: SpoolOptions;
  /** Without user and password. */
  readonly place: string;
  /** How to deliver it, if the exporter has the secrets for that in its environment. Else the profile waits on disk. */
  readonly server: { readonly caFile: string | undefined; readonly urlFromEnvironment: boolean } | undefined;
}

/** Has a heap profile taken when memory runs out. */
export interface OomMonitor {
  /** Tells that a window begins now, and that memory may run out again. */
  windowBegins(): void;
}

/**
 * At the limit of the heap V8 writes its profile to a temporary file and runs the exporter, which sends it, or spools it
 * where that fails. Then memory runs out as it would have: the limit is not raised, and the process ends the same way.
 *
 * Not on Windows, where @datadog/pprof 5.20.0 does not write the file. In the main thread only: a thread that runs out
 * of memory is its host's to handle. The heap sampler must be running.
 */
export function monitorOutOfMemory(pprof: Pprof, config: Config, place: string): OomMonitor {
  let possible = config.oomProfile && process.platform !== 'win32';
  const arm = () => {
    if (!possible) return;
    try {
      const order = JSON.stringify(orderOf(config, place));
      // 'auto' is for V8's needs while it writes the profile; the 0 says that the limit is not raised for the host.
      pprof.heap.monitorOutOfMemory('auto', 0, false, [process.execPath, EXPORTER, order]);
    } catch (error) {
      possible = false;
      sayOnce(`no heap profile when memory runs out: ${reasonOf(error)}`);
    }
  };
  arm();
  return { windowBegins: arm };
}

/** What the exporter inherits: never on a command line. */
export function secretsOf(environment: NodeJS.ProcessEnv): {
  serverUrl: string | undefined;
  apiKey: string | undefined;
} {
  return {
    serverUrl: OPTION_RULES.serverUrl.read(environment.PERF_SERVER_URL),
    apiKey: OPTION_RULES.apiKey.read(environment.PERF_API_KEY),
  };
}

function orderOf(config: Config, place: string): OomOrder {
  const { root, labels, spool, serverUrl, apiKey, caFile, heapIntervalBytes } = config;
  const secrets = secretsOf(process.env);
  const urlFromEnvironment = serverUrl !== place;
  const reachable = apiKey === secrets.apiKey && (!urlFromEnvironment || serverUrl === secrets.serverUrl);
  return {
    fromMs: Date.now(),
    root,
    labels,
    numbers: { outOfMemory: 1, heapIntervalBytes, heapLimitBytes: getHeapStatistics().heap_size_limit },
    intervalBytes: heapIntervalBytes,
    names: { sourceMaps: config.sourceMaps, mostBytes: config.sourceMapBytes },
    spool,
    place,
    server: reachable ? { caFile, urlFromEnvironment } : undefined,
  };
}
