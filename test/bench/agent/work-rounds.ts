import { Child } from './child.js';
import type { WorkCalls } from './fixed-work.js';
import { PROFILERS, type ProfilerName, variablesFor } from './profilers.js';
import type { SinkCalls } from './sink.js';

export interface WorkPlan {
  readonly profilers: readonly ProfilerName[];
  readonly rounds: number;
  /** CPU seconds of each process in a round, about. */
  readonly seconds: number;
  /** In seconds of a process's own turns. */
  readonly intervalMs: number;
}

/** Some 12 s: V8 has compiled what it will, and the agent's first window, which meets every function, is over. */
const WARM_UP_UNITS = 3000;
/** Units are some 4 ms of CPU each: a slice is well under half a second. */
const SLICE_UNITS = 100;
const UNIT_SECONDS = 0.004;

/**
 * CPU seconds of the same work by profiler; the nth of each belong together. Each round has a new process for each
 * profiler. They take turns many times a round, all but one stopped, so that whatever else the machine does meanwhile
 * falls on all of them alike. Their time passes while they are stopped: the interval is longer by as much.
 */
export async function runWorkRounds(
  plan: WorkPlan,
  progress: (done: string) => void,
): Promise<ReadonlyMap<ProfilerName, readonly number[]>> {
  const cpuSeconds = new Map<ProfilerName, number[]>(plan.profilers.map((name) => [name, []]));
  const intervalMs = plan.intervalMs * plan.profilers.length;
  const sink = new Child<SinkCalls>(new URL('./sink.js', import.meta.url));
  try {
    for (let round = 0; round < plan.rounds; round++) {
      const workers: Worker[] = [];
      try {
        for (const name of plan.profilers) workers.push(await startWorker(name, intervalMs, sink));
        const slices = Math.ceil(plan.seconds / (SLICE_UNITS * UNIT_SECONDS));
        for (let turn = 0; turn < slices * workers.length; turn++) {
          await takeTurn(workers[(turn + round) % workers.length] as Worker);
        }
        for (const { name, fromSeconds, untilSeconds } of workers) {
          cpuSeconds.get(name)?.push(untilSeconds - fromSeconds);
        }
        await checkDelivered(workers, sink);
      } finally {
        await Promise.all(workers.map(({ child }) => child.end()));
      }
      const each = plan.profilers.map((name) => `${name} ${cpuSeconds.get(name)?.at(-1)?.toFixed(2)}`);
      progress(`round ${round + 1}, seconds of CPU: ${each.join(', ')}`);
    }
  } finally {
    await sink.end();
  }
  return cpuSeconds;
}

/** A process that does the work, stopped but for its turns. */
interface Worker {
  readonly name: ProfilerName;
  readonly child: Child<WorkCalls>;
  readonly sinkPort: number;
  readonly fromSeconds: number;
  untilSeconds: number;
}

async function startWorker(name: ProfilerName, intervalMs: number, sink: Child<SinkCalls>): Promise<Worker> {
  const sinkPort = await sink.ask('open');
  const variables = variablesFor(name, `http://127.0.0.1:${sinkPort}`, intervalMs);
  const child = new Child<WorkCalls>(new URL('./fixed-work.js', import.meta.url), variables);
  const { cpuSeconds } = await child.ask('work', WARM_UP_UNITS);
  child.pause();
  return { name, child, sinkPort, fromSeconds: cpuSeconds, untilSeconds: cpuSeconds };
}

async function takeTurn(worker: Worker): Promise<void> {
  worker.child.resume();
  const { cpuSeconds } = await worker.child.ask('work', SLICE_UNITS);
  worker.child.pause();
  worker.untilSeconds = cpuSeconds;
}

async function checkDelivered(workers: readonly Worker[], sink: Child<SinkCalls>): Promise<void> {
  for (const { name, sinkPort } of workers) {
    const { arrivesAt } = PROFILERS[name];
    const { bodies } = await sink.ask('take', sinkPort);
    if (arrivesAt !== undefined && bodies[arrivesAt] === undefined) throw new Error(`${name} delivered nothing`);
  }
}
