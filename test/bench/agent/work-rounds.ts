import { Child } from './child.js';
import type { WorkCalls } from './fixed-work.js';
import { type ProfilerName, variablesFor } from './profilers.js';
import type { SinkCalls } from './sink.js';

export interface WorkPlan {
  readonly profilers: readonly ProfilerName[];
  readonly rounds: number;
  /** How long a run takes, about. */
  readonly seconds: number;
  readonly intervalMs: number;
}

const WARM_UP_UNITS = 200;

/** CPU seconds of the same work by profiler, a process a run; the nth of each belong together. */
export async function runWorkRounds(
  plan: WorkPlan,
  progress: (done: string) => void,
): Promise<ReadonlyMap<ProfilerName, readonly number[]>> {
  const cpuSeconds = new Map<ProfilerName, number[]>(plan.profilers.map((name) => [name, []]));
  const sink = new Child<SinkCalls>(new URL('./sink.js', import.meta.url));
  try {
    const sinkUrl = `http://127.0.0.1:${await sink.ask('open')}`;
    const run = async (name: ProfilerName, units: number) => {
      const variables = variablesFor(name, sinkUrl, plan.intervalMs);
      const child = new Child<WorkCalls>(new URL('./fixed-work.js', import.meta.url), variables);
      try {
        await child.ask('work', WARM_UP_UNITS);
        return await child.ask('work', units);
      } finally {
        await child.end();
      }
    };
    const trial = await run('none', WARM_UP_UNITS);
    const units = Math.ceil((plan.seconds / trial.seconds) * WARM_UP_UNITS);
    for (let round = 0; round < plan.rounds; round++) {
      for (let turn = 0; turn < plan.profilers.length; turn++) {
        const name = plan.profilers[(round + turn) % plan.profilers.length] as ProfilerName;
        const done = await run(name, units);
        cpuSeconds.get(name)?.push(done.cpuSeconds);
        progress(`round ${round + 1}, ${name}: ${done.cpuSeconds.toFixed(2)} s of CPU`);
      }
    }
  } finally {
    await sink.end();
  }
  return cpuSeconds;
}
