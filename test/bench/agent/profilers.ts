import { createRequire } from 'node:module';

/** A profiler under test. */
export interface Profiler {
  /** As it is called in tables. */
  readonly title: string;
  /** Where in the sink its profiles arrive; undefined where nothing is sent. */
  readonly arrivesAt: string | undefined;
  /** Set before anything is loaded. */
  environment(sinkUrl: string, intervalMs: number): Record<string, string>;
  /** Starts it in this process, as early as a service would: before it loads or allocates anything. */
  start(sinkUrl: string, intervalMs: number): Promise<void>;
}

/** Profilers that are not this repository's are installed beside their own package.json. */
export const PEERS_FOLDER = new URL('../../../bench/peers/', import.meta.url);
const requirePeer = createRequire(new URL('package.json', PEERS_FOLDER));

const datadogEnvironment = (sinkUrl: string, intervalMs: number) => ({
  DD_SERVICE: 'bench',
  DD_TRACE_AGENT_URL: sinkUrl,
  DD_PROFILING_ENABLED: 'true',
  DD_PROFILING_UPLOAD_PERIOD: String(intervalMs / 1000),
  DD_REMOTE_CONFIGURATION_ENABLED: 'false',
  DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
  DD_TRACE_STARTUP_LOGS: 'false',
});

/** All but the interval and the address at its defaults, CPU time switched on where it is not. */
const profilers = {
  none: {
    title: 'none',
    arrivesAt: undefined,
    environment: () => ({}),
    start: async () => {},
  },
  perf: {
    title: '@perf/agent',
    arrivesAt: '/api/v1/profiles',
    environment: (sinkUrl, intervalMs) => ({
      PERF_SERVER_URL: sinkUrl,
      PERF_SERVICE: 'bench',
      PERF_INTERVAL_MS: String(intervalMs),
    }),
    start: async () => {
      await import('@perf/agent');
    },
  },
  bare: {
    title: '@datadog/pprof, bare',
    arrivesAt: '/bare',
    environment: () => ({}),
    start: async (sinkUrl, intervalMs) => {
      const { startBare } = await import('./bare.js');
      startBare(sinkUrl, intervalMs);
    },
  },
  sampling: {
    title: '@datadog/pprof, never read',
    arrivesAt: undefined,
    environment: () => ({}),
    start: async (_sinkUrl, intervalMs) => {
      const { startSampling } = await import('./bare.js');
      startSampling(intervalMs);
    },
  },
  cpu: {
    title: "V8's CPU sampler, never read",
    arrivesAt: undefined,
    environment: () => ({}),
    start: async (_sinkUrl, intervalMs) => {
      const { startCpuSampling } = await import('./bare.js');
      startCpuSampling(intervalMs);
    },
  },
  heap: {
    title: "V8's heap sampler, never read",
    arrivesAt: undefined,
    environment: () => ({}),
    start: async () => {
      const { startHeapSampling } = await import('./bare.js');
      startHeapSampling();
    },
  },
  pyroscope: {
    title: '@pyroscope/nodejs',
    arrivesAt: '/ingest',
    environment: () => ({}),
    start: async (sinkUrl, intervalMs) => {
      const { default: pyroscope } = requirePeer('@pyroscope/nodejs');
      const wall = { collectCpuTime: true, samplingDurationMs: intervalMs };
      pyroscope.init({ serverAddress: sinkUrl, appName: 'bench', flushIntervalMs: intervalMs, wall });
      pyroscope.start();
    },
  },
  'dd-trace': {
    title: 'dd-trace, profiling alone',
    arrivesAt: '/profiling/v1/input',
    environment: datadogEnvironment,
    // With DD_TRACE_ENABLED=false it would not profile either.
    start: async () => requirePeer('dd-trace').init({ plugins: false }),
  },
  'dd-trace-tracing': {
    title: 'dd-trace, profiling and tracing',
    arrivesAt: '/profiling/v1/input',
    environment: datadogEnvironment,
    start: async () => requirePeer('dd-trace').init(),
  },
} satisfies Record<string, Profiler>;

export type ProfilerName = keyof typeof profilers;

export const PROFILERS: Readonly<Record<ProfilerName, Profiler>> = profilers;

/** Reads `none,perf`. Throws an error that names the mistake and what is known. */
export function readProfilers(list: string): ProfilerName[] {
  const known = Object.keys(PROFILERS);
  return list.split(',').map((name) => {
    if (!known.includes(name)) throw new Error(`no profiler is called "${name}"; there are ${known.join(', ')}`);
    return name as ProfilerName;
  });
}

/** Variables of a child process that is to run with a profiler; it calls `startProfiler` first of all. */
export function variablesFor(name: ProfilerName, sinkUrl: string, intervalMs: number): Record<string, string> {
  return {
    ...PROFILERS[name].environment(sinkUrl, intervalMs),
    BENCH_PROFILER: name,
    BENCH_SINK_URL: sinkUrl,
    BENCH_INTERVAL_MS: String(intervalMs),
  };
}

export async function startProfiler(): Promise<void> {
  const { BENCH_PROFILER, BENCH_SINK_URL = '', BENCH_INTERVAL_MS } = process.env;
  await PROFILERS[BENCH_PROFILER as ProfilerName].start(BENCH_SINK_URL, Number(BENCH_INTERVAL_MS));
}
