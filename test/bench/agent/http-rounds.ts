import { median } from '../figures.js';
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

/** Services take turns this long: whatever else the machine does falls on all of them alike. */
const TURN_SECONDS = 0.5;

/**
 * Runs one service process for each profiler, warms all of them up, and sends the load to one after the other, many
 * times a round, all but one stopped. Their time passes while they are stopped: the interval is longer by as much.
 * Processes live on between rounds, so that profilers are in the state they are in for months, and are replaced once in
 * a while, since no two processes are optimised alike.
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
        for (const service of services) await service.listen();
        await takeTurns(services, load, plan.warmUpSeconds, 0);
        for (let round = set; round < plan.rounds; round += plan.sets) {
          for (const service of services) await service.begin(sink);
          await takeTurns(services, load, plan.seconds, round + 1);
          for (const service of services) rounds.get(service.name)?.push(await service.end(sink));
          const each = plan.profilers.map((name) => {
            const { cpuMicroseconds = 0, requests = 1 } = rounds.get(name)?.at(-1) ?? {};
            return `${name} ${(cpuMicroseconds / requests).toFixed(0)}`;
          });
          progress(`set ${set + 1}, round ${round + 1}, µs a request: ${each.join(', ')}`);
        }
      } finally {
        await Promise.all(services.map((service) => service.stop()));
      }
    }
  } finally {
    await Promise.all([sink.end(), load.end()]);
  }
  return rounds;
}

/** Each service gets so many seconds of the same load, in many turns. */
async function takeTurns(
  services: readonly Service[],
  load: Child<LoadCalls>,
  seconds: number,
  round: number,
): Promise<void> {
  const turns = Math.ceil(seconds / TURN_SECONDS);
  for (let turn = 0; turn < turns; turn++) {
    for (let i = 0; i < services.length; i++) {
      await (services[(round + turn + i) % services.length] as Service).takeTurn(load, round * turns + turn);
    }
  }
}

class Service {
  readonly #child: Child<ServiceCalls>;
  #port = 0;
  #latencies: Latency[] = [];

  constructor(
    readonly name: ProfilerName,
    readonly plan: HttpPlan,
    readonly sinkPort: number,
  ) {
    const flags = plan.heapMegabytes > 500 ? [`--max-old-space-size=${plan.heapMegabytes * 3}`] : [];
    const intervalMs = plan.intervalMs * plan.profilers.length;
    const variables = variablesFor(name, `http://127.0.0.1:${sinkPort}`, intervalMs);
    this.#child = new Child(new URL('./service.js', import.meta.url), variables, flags);
  }

  async listen(): Promise<void> {
    this.#port = await this.#child.ask('listen', this.plan.heapMegabytes);
    this.#child.pause();
  }

  async begin(sink: Child<SinkCalls>): Promise<void> {
    this.#latencies = [];
    await sink.ask('take', this.sinkPort);
    this.#child.resume();
    await this.#child.ask('begin');
    this.#child.pause();
  }

  async takeTurn(load: Child<LoadCalls>, seed: number): Promise<void> {
    this.#child.resume();
    await this.#child.ask('awake');
    const { requestsASecond } = this.plan;
    const order = { port: this.#port, requestsASecond, seconds: TURN_SECONDS, seed };
    this.#latencies.push(await load.ask('send', order));
    await this.#child.ask('rest');
    this.#child.pause();
  }

  /** @throws Error where the round left no profile at the sink. */
  async end(sink: Child<SinkCalls>): Promise<HttpRound> {
    this.#child.resume();
    const cost = await this.#child.ask('end');
    this.#child.pause();
    const received = await sink.ask('take', this.sinkPort);
    const { arrivesAt } = PROFILERS[this.name];
    if (arrivesAt !== undefined && received.bodies[arrivesAt] === undefined) {
      throw new Error(`${this.name} delivered nothing to ${arrivesAt} in a round of ${this.plan.seconds} s`);
    }
    const of = (figure: keyof Latency) => this.#latencies.map((latency) => latency[figure]);
    const latency = { p50Ms: median(of('p50Ms')), p99Ms: median(of('p99Ms')), maxMs: Math.max(...of('maxMs')) };
    return { ...cost, latency, received };
  }

  stop(): Promise<void> {
    return this.#child.end();
  }
}
