import { readFileSync } from 'node:fs';

/**
 * Whether samples are labelled with their request and span: `on`, `off`, or where it costs little (`auto`): where Node has
 * AsyncContextFrame (24 and later), elsewhere where Node follows promises anyway: for an AsyncLocalStorage of the service,
 * or since it has used `withLabels`.
 */
export type RequestLabels = 'auto' | 'on' | 'off';

/** What `init()` takes. Each option can also be an environment variable; one given in code wins. */
export interface AgentOptions {
  /** `PERF_SERVER_URL`: where windows are sent. Default `http://127.0.0.1:7070`. */
  serverUrl?: string;
  /** `PERF_SERVICE`, else `OTEL_SERVICE_NAME`, else the name in the main script's package.json. */
  service?: string;
  /** `PERF_VERSION`, else OpenTelemetry's `service.version`, else the deploy's commit, else package.json's version. */
  version?: string;
  /** `PERF_ENV`: production, staging, ... Not sent when unset. */
  env?: string;
  /** `PERF_LABELS=region=eu,zone=a`: further labels of the series. */
  labels?: Record<string, string>;
  /** `PERF_INTERVAL_MS`: the length of a window, 100 ms to an hour. Default 60000. */
  intervalMs?: number;
  /** `PERF_CPU_HZ`: CPU samples a second, 1 to 1000. Default 99. */
  cpuHz?: number;
  /** `PERF_STALL_MS`: work that keeps the event loop from turning this long is a stall, 20 to 60000; 0: none is. Default 50. */
  stallMs?: number;
  /** `PERF_STARTUP_MS`: samples of the first time of a process are labelled `phase=startup`; 0: none are. Default 10000. */
  startupMs?: number;
  /** `PERF_HEAP_INTERVAL_BYTES`: bytes allocated between two heap samples, from 1024. Default 524288. */
  heapIntervalBytes?: number;
  /**
   * `PERF_REQUEST_LABELS`: label samples with the endpoint of the HTTP request they served, and with OpenTelemetry's span:
   * on, off, or auto, which is where it costs little. Default auto.
   */
  requestLabels?: RequestLabels;
  /** `PERF_MAX_LABEL_VALUES`: distinct values of one label that keep their names, 1 to 1000; others are "(other)". Default 200. */
  maxLabelValues?: number;
  /** `PERF_BAGGAGE_LABELS=run,scenario`: entries of requests' W3C `baggage` header that become labels. Default none. */
  baggageLabels?: readonly string[];
  /** `PERF_SOURCE_MAPS`: name functions by the source their script was made of. Default true. */
  sourceMaps?: boolean;
  /** `PERF_SOURCE_MAP_BYTES`: the longest source map, script or source file read for that. Default 33554432. */
  sourceMapBytes?: number;
  /** `PERF_OOM_PROFILE`: send a heap profile when memory runs out, which delays the end by some seconds. Default true. */
  oomProfile?: boolean;
  /** `PERF_OVERHEAD_BUDGET`: what the agent may cost, as a share of one core, 0.0001 to 1. Default 0.02. */
  overheadBudget?: number;
  /** `PERF_ENABLED`: false keeps the agent from doing anything. Default true. */
  enabled?: boolean;
  /** `PERF_API_KEY`: sent as a bearer token. */
  apiKey?: string;
  /** `PERF_CA_FILE`: the certificate authorities (PEM) to trust with an https:// server, instead of Node's own. */
  caFile?: string;
  /** `PERF_SPOOL_DIR`: where windows wait for a server that is away. Default `perf-spool-<uid>` in the temporary folder. */
  spoolDir?: string;
  /** `PERF_SPOOL_BYTES`: how much waits there at most; 0 writes nothing to the disk. Default 67108864. */
  spoolBytes?: number;
  /** `PERF_SPOOL_AGE_MS`: how long a window waits at most. Default 259200000, three days. */
  spoolAgeMs?: number;
}

export type OptionName = keyof AgentOptions;

/** How one option is written and read. */
export interface OptionRule<T> {
  readonly variable: string;
  /** What a valid value is, to complete "is not ...". */
  readonly expects: string;
  /** The value read from code or from the environment (a string there), or undefined if it is not valid. */
  readonly read: (given: unknown) => T | undefined;
}

export type OptionValues = Required<AgentOptions>;

export const OPTION_RULES: { readonly [Name in OptionName]: OptionRule<OptionValues[Name]> } = {
  serverUrl: { variable: 'PERF_SERVER_URL', expects: 'an http:// or https:// URL', read: readUrl },
  service: { variable: 'PERF_SERVICE', expects: 'a name', read: readText },
  version: { variable: 'PERF_VERSION', expects: 'a version', read: readText },
  env: { variable: 'PERF_ENV', expects: 'a name', read: readText },
  labels: {
    variable: 'PERF_LABELS',
    expects: 'a list like region=eu,zone=a (names begin with a letter)',
    read: readLabels,
  },
  intervalMs: {
    variable: 'PERF_INTERVAL_MS',
    expects: 'a number of milliseconds from 100 to 3600000',
    read: (given) => readNumber(given, 100, 3_600_000),
  },
  cpuHz: { variable: 'PERF_CPU_HZ', expects: 'a number from 1 to 1000', read: (given) => readNumber(given, 1, 1000) },
  stallMs: {
    variable: 'PERF_STALL_MS',
    expects: 'a number of milliseconds from 20 to 60000, or 0',
    read: (given) => readNumber(given, 0, 0) ?? readNumber(given, 20, 60_000),
  },
  startupMs: {
    variable: 'PERF_STARTUP_MS',
    expects: 'a number of milliseconds from 0 to 3600000',
    read: (given) => readNumber(given, 0, 3_600_000),
  },
  heapIntervalBytes: {
    variable: 'PERF_HEAP_INTERVAL_BYTES',
    expects: 'a number of bytes from 1024 to 1073741824',
    read: (given) => readNumber(given, 1024, 1_073_741_824),
  },
  requestLabels: {
    variable: 'PERF_REQUEST_LABELS',
    expects: 'auto, on or off',
    read: readRequestLabels,
  },
  maxLabelValues: {
    variable: 'PERF_MAX_LABEL_VALUES',
    expects: 'a number from 1 to 1000',
    read: (given) => readNumber(given, 1, 1000),
  },
  baggageLabels: {
    variable: 'PERF_BAGGAGE_LABELS',
    expects: 'a list of names like run,scenario (names begin with a letter)',
    read: readNames,
  },
  sourceMaps: { variable: 'PERF_SOURCE_MAPS', expects: 'on or off', read: readBoolean },
  sourceMapBytes: {
    variable: 'PERF_SOURCE_MAP_BYTES',
    expects: 'a number of bytes from 1024 to 1073741824',
    read: (given) => readNumber(given, 1024, 1_073_741_824),
  },
  oomProfile: { variable: 'PERF_OOM_PROFILE', expects: 'true or false', read: readBoolean },
  overheadBudget: {
    variable: 'PERF_OVERHEAD_BUDGET',
    expects: 'a share of one core from 0.0001 to 1',
    read: readShare,
  },
  enabled: { variable: 'PERF_ENABLED', expects: 'true or false', read: readBoolean },
  apiKey: { variable: 'PERF_API_KEY', expects: 'a key of printable characters', read: readKey },
  caFile: { variable: 'PERF_CA_FILE', expects: 'a file of PEM certificates', read: readCertificates },
  spoolDir: { variable: 'PERF_SPOOL_DIR', expects: 'a folder', read: readText },
  spoolBytes: {
    variable: 'PERF_SPOOL_BYTES',
    expects: 'a number of bytes from 0 to 1099511627776',
    read: (given) => readNumber(given, 0, 1_099_511_627_776),
  },
  spoolAgeMs: {
    variable: 'PERF_SPOOL_AGE_MS',
    expects: 'a number of milliseconds from 1000 to 2592000000',
    read: (given) => readNumber(given, 1000, 2_592_000_000),
  },
};

/** How labels are named. */
export const LABEL_NAME = /^[A-Za-z_][\w.-]*$/;

function readText(given: unknown): string | undefined {
  const text = typeof given === 'string' ? given.trim() : '';
  return text === '' ? undefined : text;
}

/** Without the slash at its end, so that paths can be appended. */
function readUrl(given: unknown): string | undefined {
  const text = readText(given);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  url.search = '';
  url.hash = '';
  return url.href.replace(/\/+$/, '');
}

/** A key goes into a header: whatever a header cannot carry would throw there. */
function readKey(given: unknown): string | undefined {
  const text = readText(given);
  return text !== undefined && /^[\x21-\x7e]+$/.test(text) ? text : undefined;
}

/** The path of a file that holds certificates. */
function readCertificates(given: unknown): string | undefined {
  const path = readText(given);
  try {
    return readFileSync(path ?? '', 'utf8').includes('-----BEGIN CERTIFICATE-----') ? path : undefined;
  } catch {
    return undefined;
  }
}

function readNumber(given: unknown, least: number, most: number): number | undefined {
  const text = typeof given === 'number' ? String(given) : readText(given);
  const value = text === undefined ? Number.NaN : Number(text);
  return value >= least && value <= most ? Math.round(value) : undefined;
}

function readShare(given: unknown): number | undefined {
  const text = typeof given === 'number' ? String(given) : readText(given);
  const value = text === undefined ? Number.NaN : Number(text);
  return value >= 0.0001 && value <= 1 ? value : undefined;
}

function readBoolean(given: unknown): boolean | undefined {
  const text = String(given).trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (['false', '0', 'no', 'off'].includes(text)) return false;
  return undefined;
}

function readRequestLabels(given: unknown): RequestLabels | undefined {
  const text = String(given).trim().toLowerCase();
  if (text === 'auto') return 'auto';
  const on = readBoolean(text);
  return on === undefined ? undefined : on ? 'on' : 'off';
}

function readNames(given: unknown): readonly string[] | undefined {
  const list: unknown[] = typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : [''];
  const names = list.map((name) => readText(name) ?? '').filter((name) => name !== '');
  return names.length > 0 && names.every((name) => LABEL_NAME.test(name)) ? [...new Set(names)] : undefined;
}

function readLabels(given: unknown): Record<string, string> | undefined {
  const pairs: [string, unknown][] =
    typeof given === 'string'
      ? given
          .split(',')
          .filter((pair) => pair.trim() !== '')
          .map(splitPair)
      : Object.entries(given ?? {});
  const labels: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const text = readText(value);
    if (!LABEL_NAME.test(name) || text === undefined) return undefined;
    labels[name] = text;
  }
  return labels;
}

/** `a=b=c` is the pair `a` and `b=c`. */
export function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return at === -1 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}
