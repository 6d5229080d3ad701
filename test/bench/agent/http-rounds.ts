import { Child } from './child.js';
import type { Latency, LoadCalls } from './load.js';
import { PROFILERS, type ProfilerName, variablesFor } from './profilers.js';
import type { Cost, ServiceCalls } from './service.js';
import type { Received, SinkCalls } from './sink.js';

export interface HttpPlan {
  readonly profilers: readonly ProfilerName[];
  /** Measured rounds of each profiler, and over how many fresh sets of processes they are spread. */
  readonly rounds: number;
  readonly sets: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly intervalMs: number;
  readonly requestsASecond: number;
  readonly heapMegabytes: number;
}

/** One profiler's round. */
export interface HttpRound extends Cost {
  readonly latency: Latency;
  readonly received: Received;
}

/** Rounds by profiler; the nth of each belong together: they were measured one after the other, under the same requests. */
export type HttpRounds = ReadonlyMap<ProfilerName, readonly HttpRound[]>;

/**
 * Runs one service process for each profiler, warms all of them up, and sends the load to one after the other, round
 * by round, each time beginning with another. Processes live on between their rounds, so that profilers are in the state
 * they are in for months, and are replaced once in a while, since no two processes are optimised alike.
 * @throws Error where a round leaves no profile at the sink.
 */
export async function runHttpRounds(plan: HttpPlan, progress: (done: string) => void): Promise<HttpRounds> {
  const rounds = new Map<ProfilerName, HttpRound[]>(plan.profilers.map((name) => [name, []]));
  const sink = new Child<SinkCalls>(new URL('./sink.js', import.meta.url));
  const load = new Child<LoadCalls>(new URL('./load.js', import.meta.url));
  try {
    for (let set = 0; set < plan.sets; set++) {
      const ports = await Promise.all(plan.profilers.map(() => sink.ask('open')));
      const services = plan.profilers.map((name, i) => new Service(name, plan, ports[i] as number));
      try {
        for (const service of services) await service.warmUp(load);
        for (let round = set; round < plan.rounds; round += plan.sets) {
          for (let turn = 0; turn < services.length; turn++) {
            const service = services[(round + turn) % services.length] as Service;
            const measured = await service.measure(load, sink, round);
            rounds.get(service.name)?.push(measured);
            const each = (measured.cpuMicroseconds / measured.requests).toFixed(0);
            progress(`set ${set + 1}, round ${round + 1}, ${service.name}: ${each} µs a request`);
          }
        }
      } finally {
        await Promise.all(services.map((service) => service.end()));
      }
    }
  } finally {
    await Promise.all([sink.end(), load.end()]);
  }
  return rounds;
}

class Service {
  readonly #child: Child<ServiceCalls>;
  #port = 0;

  constructor(
    readonly name: ProfilerName,
    readonly plan: HttpPlan,
    readonly sinkPort: number,
  ) {
    const flags = plan.heapMegabytes > 500 ? [`--max-old-space-size=${plan.heapMegabytes * 3}`] : [];
    const variables = variablesFor(name, `http://127.0.0.1:${sinkPort}`, plan.intervalMs);
    this.#child = new Child(new URL('./service.js', import.meta.url), variables, flags);
  }

  async warmUp(load: Child<LoadCalls>): Promise<void> {
    this.#port = await this.#child.ask('listen', this.plan.heapMegabytes);
    await load.ask('send', this.#order(this.plan.warmUpSeconds, 0));
  }

  async measure(load: Child<LoadCalls>, sink: Child<SinkCalls>, round: number): Promise<HttpRound> {
    await sink.ask('take', this.sinkPort);
    await this.#child.ask('begin');
    const latency = await load.ask('send', this.#order(this.plan.seconds, round + 1));
    const cost = await this.#child.ask('end');
    const received = await sink.ask('take', this.sinkPort);
    const { arrivesAt } = PROFILERS[this.name];
    if (arrivesAt !== undefined && received.bodies[arrivesAt] === undefined) {
      throw new Error(`${this.name} delivered nothing to ${arrivesAt} in a round of ${this.plan.seconds} s`);
    }
    return { ...cost, latency, received };
  }

  end(): Promise<void> {
    return this.#child.end();
  }

  #order(seconds: number, seed: number) {
    return { port: this.#port, requestsASecond: this.plan.requestsASecond, seconds, seed };
  }
}
