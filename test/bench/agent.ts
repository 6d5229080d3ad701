import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { HttpPlan } from './agent/http-rounds.js';
import { PEERS_FOLDER, type ProfilerName, readProfilers } from './agent/profilers.js';
import { printHttp, printSections, printWork } from './agent/tables.js';
import { installPeers } from './peers.js';

const OPTIONS = {
  parts: { type: 'string', default: 'http,heap,work,sections' },
  profilers: { type: 'string', default: 'none,perf,bare,pyroscope,dd-trace,dd-trace-tracing' },
  rounds: { type: 'string', default: '8' },
  sets: { type: 'string', default: '4' },
  seconds: { type: 'string', default: '30' },
  'warm-up': { type: 'string', default: '15' },
  interval: { type: 'string', default: '10' },
  rate: { type: 'string', default: '250' },
  heap: { type: 'string', default: '1024' },
  windows: { type: 'string', default: '30' },
} as const;

const WORK_PROFILERS: readonly ProfilerName[] = ['none', 'sampling', 'bare', 'perf'];

/** What the agent costs its host, beside no profiler, bare @datadog/pprof and the profilers of others. */
export async function agentBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const rounds = Number(values.rounds);
  const plan: HttpPlan = {
    profilers: readProfilers(values.profilers),
    rounds,
    sets: Math.min(rounds, Number(values.sets)),
    seconds: Number(values.seconds),
    warmUpSeconds: Number(values['warm-up']),
    intervalMs: Number(values.interval) * 1000,
    requestsASecond: Number(values.rate),
    heapMegabytes: 0,
  };
  const { seconds, intervalMs, requestsASecond } = plan;
  const heapMegabytes = Number(values.heap);
  const windows = Number(values.windows);
  const parts: Record<string, () => Promise<void>> = {
    http: () => printHttp(plan, console.error),
    heap: () => printHttp({ ...plan, heapMegabytes }, console.error),
    work: () => printWork({ profilers: WORK_PROFILERS, rounds, seconds, intervalMs }, console.error),
    async sections() {
      await printSections({ windows, heapMegabytes: 0, requestsASecond });
      await printSections({ windows, heapMegabytes, requestsASecond });
    },
  };
  const asked = values.parts.split(',').map((name) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`there is no part "${name}"; there are ${Object.keys(parts).join(', ')}`);
    return part;
  });
  await installPeers(PEERS_FOLDER);
  await inFolderOfItsOwn(async () => {
    for (const part of asked) await part();
  });
}

/** Processes under test are killed in the end: what they leave behind in temporary folders is not to be found again. */
async function inFolderOfItsOwn(run: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-bench-'));
  process.env.TMPDIR = folder;
  try {
    await run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
