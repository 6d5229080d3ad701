import { drawnPprof, MINUTE } from './drawn.js';
import type { RunningServer } from './running.js';

const HOUR = 60 * MINUTE;
/** Cohorts of a process, whatever its age. */
const COHORTS = 24;
export const INTERVAL_BYTES = 524_288;

/** By site, as `function@file`: how many samples are alive of each cohort, the oldest first. */
export type Alive = Readonly<Record<string, readonly number[]>>;

export interface Process {
  readonly service: string;
  readonly instance: string;
  readonly version?: string;
  readonly env?: string;
  readonly hours: number;
  readonly untilMs: number;
}

/** The first and the last window of a process, which ended at a moment: what it holds then is drawn by when it was allocated. */
export async function runProcess(server: RunningServer, process: Process, alive: Alive): Promise<void> {
  const { service, instance, version = '1', env, hours, untilMs } = process;
  const labels = { service, version, instance, ...(env === undefined ? {} : { env }) };
  const sinceMs = untilMs - hours * HOUR;
  const widthMs = (hours * HOUR) / COHORTS;
  const window = (fromMs: number) => ({ id: `${service}-${instance}-${fromMs}`, from: fromMs, until: fromMs + MINUTE });
  const start = drawnPprof('main@src/main.ts 1', { types: ['inuse_samples/count'] });
  await server.pushWindow({ ...window(sinceMs), labels }, [start]);
  const numbers = { heapCohortMs: widthMs, heapIntervalBytes: INTERVAL_BYTES, heapUsedBytes: 2e8, heapLimitBytes: 4e8 };
  const last = { ...window(untilMs - MINUTE), labels, numbers };
  await server.pushWindow(last, [drawnPprof(censusOf(alive, sinceMs, widthMs), { types: ['inuse_samples/count'] })]);
}

function censusOf(alive: Alive, sinceMs: number, widthMs: number): string {
  const firstMs = Math.floor(sinceMs / widthMs) * widthMs;
  const lines = Object.entries(alive).flatMap(([site, counts]) =>
    counts.map((count, at) => `main@src/main.ts;${site} ${count} {cohort=${firstMs + at * widthMs}}`),
  );
  return lines.filter((line) => !/ 0 \{/.test(line)).join('\n');
}

/** As much is left of everything. */
export function leaking(samples: number): number[] {
  return new Array(COHORTS).fill(samples);
}

/** Most of what there is to hold was met at first. */
export const filling: readonly number[] = Array.from({ length: COHORTS }, (_, at) => Math.round(2 + 200 * 0.6 ** at));

/** Only what is young is alive. */
export const dying: readonly number[] = Array.from({ length: COHORTS }, (_, at) => (at >= COHORTS - 2 ? 60 : 0));
