/** The service under test: the demo's shop with a profiler in it, and on demand a large heap of its own. */
import { subscribe } from 'node:diagnostics_channel';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answerParent } from './answer.js';
import { startProfiler } from './profilers.js';

/** What a round cost the process. */
export interface Cost {
  readonly requests: number;
  /** User and system, of all its threads. */
  readonly cpuMicroseconds: number;
  readonly longestStallMs: number;
  /** The median of one reading a second. */
  readonly rssBytes: number;
}

/** A piece of the agent's own work, as it tells of it. */
export interface Section {
  readonly name: string;
  readonly ms: number;
}

export type ServiceCalls = {
  /** Starts to serve with this much live heap; resolves to the port. */
  listen(heapMegabytes: number): Promise<number>;
  begin(): void;
  /** Ends a pause: what kept the event loop before is no stall. */
  awake(): void;
  /** A pause follows. */
  rest(): void;
  end(): Cost;
  /** How long the agent kept the event loop from turning, each time since this was last asked. */
  takeSections(): Section[];
};

const DELAY_RESOLUTION_MS = 5;

await startProfiler();
const { shop } = await import('./app.js');
const { liveHeap } = await import('./live-heap.js');

const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
let kept: unknown;
let served = 0;
let longestStallMs = 0;
let rss: number[] = [];
let before = process.cpuUsage();
let sections: Section[] = [];
if (process.env.BENCH_SECTIONS) subscribe('perf.agent.section', (section) => sections.push(section as Section));
setInterval(() => rss.push(process.memoryUsage.rss()), 1000);

answerParent({
  async listen(heapMegabytes: number) {
    kept = await liveHeap(heapMegabytes);
    return new Promise<number>((resolve) => {
      const server = shop(() => served++).listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      server.keepAliveTimeout = 600_000;
    });
  },
  begin() {
    if (kept === undefined) throw new Error('not listening');
    served = 0;
    rss = [];
    longestStallMs = 0;
    before = process.cpuUsage();
  },
  awake() {
    delay.enable();
    delay.reset();
  },
  rest() {
    longestStallMs = Math.max(longestStallMs, delay.max / 1e6 - DELAY_RESOLUTION_MS);
    delay.disable();
  },
  end() {
    const { user, system } = process.cpuUsage(before);
    rss.sort((a, b) => a - b);
    return {
      requests: served,
      cpuMicroseconds: user + system,
      longestStallMs,
      rssBytes: rss[rss.length >> 1] ?? process.memoryUsage.rss(),
    };
  },
  takeSections() {
    const taken = sections;
    sections = [];
    return taken;
  },
} satisfies ServiceCalls);
