import { parseArgs } from 'node:util';
import { type HttpPlan, type HttpRound, runHttpRounds } from './agent/http-rounds.js';
import { installPeers } from './agent/peers.js';
import { PROFILERS, type ProfilerName, readProfilers } from './agent/profilers.js';
import { runSections, type SectionsPlan } from './agent/sections.js';
import type { Section } from './agent/service.js';
import { runWorkRounds } from './agent/work-rounds.js';
import { median, printTable, quantile, spread } from './figures.js';

const PARTS = ['http', 'heap', 'work', 'sections'];

/** What the agent costs its host, beside no profiler, bare @datadog/pprof and the profilers of others. */
export async function agentBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      parts: { type: 'string', default: PARTS.join(',') },
      profilers: { type: 'string', default: 'none,perf,bare,pyroscope,dd-trace,dd-trace-tracing' },
      rounds: { type: 'string', default: '8' },
      sets: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '30' },
      'warm-up': { type: 'string', default: '15' },
      interval: { type: 'string', default: '10' },
      rate: { type: 'string', default: '250' },
      heap: { type: 'string', default: '1024' },
      windows: { type: 'string', default: '30' },
      quiet: { type: 'boolean', default: false },
    },
  });
  const parts = values.parts.split(',');
  const unknown = parts.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) throw new Error(`there is no part "${unknown}"; there are ${PARTS.join(', ')}`);
  const profilers = readProfilers(values.profilers);
  const rounds = Number(values.rounds);
  const plan: HttpPlan = {
    profilers,
    rounds,
    sets: Math.min(rounds, Number(values.sets)),
    seconds: Number(values.seconds),
    warmUpSeconds: Number(values['warm-up']),
    intervalMs: Number(values.interval) * 1000,
    requestsASecond: Number(values.rate),
    heapMegabytes: 0,
  };
  const progress = values.quiet ? () => {} : (done: string) => console.error(done);
  await installPeers();
  if (parts.includes('http')) await printHttp(plan, progress);
  if (parts.includes('heap')) await printHttp({ ...plan, heapMegabytes: Number(values.heap) }, progress);
  if (parts.includes('work')) {
    await printWork({ rounds, seconds: plan.seconds, intervalMs: plan.intervalMs }, progress);
  }
  if (parts.includes('sections')) {
    const windows = Number(values.windows);
    for (const heapMegabytes of [0, Number(values.heap)]) {
      await printSections({ windows, heapMegabytes, requestsASecond: plan.requestsASecond });
    }
  }
}

async function printHttp(plan: HttpPlan, progress: (done: string) => void): Promise<void> {
  const measured = await runHttpRounds(plan, progress);
  const heap = plan.heapMegabytes === 0 ? 'small heap' : `${plan.heapMegabytes} MB of live heap`;
  console.log(
    `\nExpress service, ${heap}, ${plan.requestsASecond} requests a second, ${plan.rounds} rounds of ${plan.seconds} s ` +
      `over ${plan.sets} sets of processes, windows of ${plan.intervalMs / 1000} s\n`,
  );
  const columns = (name: ProfilerName, column: (round: HttpRound) => number) => (measured.get(name) ?? []).map(column);
  const cpu = (name: ProfilerName) => columns(name, (round) => round.cpuMicroseconds / round.requests);
  const rss = (name: ProfilerName) => columns(name, (round) => round.rssBytes / 2 ** 20);
  printTable(
    ['', 'CPU µs a request', 'to none', 'longest stall, ms', 'p99 seen by clients, ms', 'RSS, MB', 'added'],
    plan.profilers.map((name) => [
      PROFILERS[name].title,
      spread(cpu(name), 0),
      spread(ratios(cpu(name), cpu('none')), 3),
      spread(columns(name, (round) => round.longestStallMs)),
      spread(columns(name, (round) => round.latency.p99Ms)),
      spread(rss(name), 0),
      (median(rss(name)) - median(rss('none'))).toFixed(0),
    ]),
  );
}

async function printWork(
  plan: { rounds: number; seconds: number; intervalMs: number },
  progress: (done: string) => void,
): Promise<void> {
  const profilers: ProfilerName[] = ['none', 'sampling', 'bare', 'perf'];
  const cpu = await runWorkRounds({ profilers, ...plan }, progress);
  const of = (name: ProfilerName) => cpu.get(name) ?? [];
  console.log(`\nA fixed amount of work in process, ${plan.rounds} rounds, windows of ${plan.intervalMs / 1000} s\n`);
  printTable(
    ['', 'CPU seconds', 'to none', 'to bare'],
    profilers.map((name) => [
      PROFILERS[name].title,
      spread(of(name), 2),
      spread(ratios(of(name), of('none')), 3),
      spread(ratios(of(name), of('bare')), 3),
    ]),
  );
}

async function printSections(plan: SectionsPlan): Promise<void> {
  const { first, steady, agentMs, restarts } = await runSections(plan);
  const heap = plan.heapMegabytes === 0 ? 'small heap' : `${plan.heapMegabytes} MB of live heap`;
  const perWindow = `${spread(agentMs)} ms in each of ${agentMs.length} windows of some 6,000 samples`;
  console.log(`\nThe agent's own work, ${heap}: ${perWindow}; V8's sampler was restarted ${restarts} times\n`);
  const row = (title: string, isOf: (section: Section) => boolean) => {
    const took = steady.filter(isOf).map(({ ms }) => ms);
    const firstMs = first.filter(isOf).map(({ ms }) => ms);
    const figures = [quantile(took, 0.5), quantile(took, 0.99), Math.max(0, ...took), Math.max(0, ...firstMs)];
    return [title, String(took.length), ...figures.map((ms) => ms.toFixed(2))];
  };
  const names = [...new Set([...first, ...steady].map(({ name }) => name))];
  printTable(
    ['blocks the event loop', 'times', 'p50, ms', 'p99, ms', 'longest, ms', 'longest in the first windows, ms'],
    [...names.map((name) => row(name, (section) => section.name === name)), row('all', () => true)],
  );
}

/** Round by round: what drifts between rounds is in both. */
function ratios(values: readonly number[], beside: readonly number[]): number[] {
  return values.map((value, round) => value / (beside[round] ?? Number.NaN));
}
