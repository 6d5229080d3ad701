import { Child } from './child.js';
import type { LoadCalls } from './load.js';
import { variablesFor } from './profilers.js';
import type { Section, ServiceCalls } from './service.js';
import type { SinkCalls } from './sink.js';

export interface SectionsPlan {
  readonly windows: number;
  readonly heapMegabytes: number;
  readonly requestsASecond: number;
}

/** What the agent's work took, each piece by its name, and the windows it was for. */
export interface Sections {
  /** Of the first windows, when all code and all names are new. */
  readonly first: readonly Section[];
  readonly steady: readonly Section[];
  /** Milliseconds a steady window. */
  readonly agentMs: readonly number[];
  /** How often V8's sampler was found stuck in them, and started anew: that walks the whole heap. */
  readonly restarts: number;
}

/** Ten times as often for a tenth of the usual minute: windows hold as many samples as in production. */
const SAMPLES_A_SECOND = 990;
const INTERVAL_MS = 6000;
const FIRST_WINDOWS = 3;

/** Runs the service under load, and listens to what its agent says about its own work. */
export async function runSections(plan: SectionsPlan): Promise<Sections> {
  const sink = new Child<SinkCalls>(new URL('./sink.js', import.meta.url));
  const load = new Child<LoadCalls>(new URL('./load.js', import.meta.url));
  const sinkPort = await sink.ask('open');
  const variables = {
    ...variablesFor('perf', `http://127.0.0.1:${sinkPort}`, INTERVAL_MS),
    PERF_CPU_HZ: String(SAMPLES_A_SECOND),
    PERF_OVERHEAD_BUDGET: '1',
    BENCH_SECTIONS: 'yes',
  };
  const flags = plan.heapMegabytes > 500 ? [`--max-old-space-size=${plan.heapMegabytes * 3}`] : [];
  const service = new Child<ServiceCalls>(new URL('./service.js', import.meta.url), variables, flags);
  try {
    const port = await service.ask('listen', plan.heapMegabytes);
    const { requestsASecond } = plan;
    const underLoad = async (windows: number, seed: number) => {
      await load.ask('send', { port, requestsASecond, seconds: (windows * INTERVAL_MS) / 1000, seed });
      return { sections: await service.ask('takeSections'), received: await sink.ask('take', sinkPort) };
    };
    const { sections: first } = await underLoad(FIRST_WINDOWS, 1);
    const { sections: steady, received } = await underLoad(plan.windows, 2);
    return {
      first,
      steady,
      agentMs: received.windows.map((numbers) => numbers.agentMs ?? Number.NaN),
      restarts: received.windows.reduce((sum, { profilerRestarts = 0 }) => sum + profilerRestarts, 0),
    };
  } finally {
    await Promise.all([sink.end(), load.end(), service.end()]);
  }
}
