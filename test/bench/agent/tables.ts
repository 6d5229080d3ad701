import { median, printTable, quantile, spread } from '../figures.js';
import { type HttpPlan, type HttpRound, runHttpRounds } from './http-rounds.js';
import { PROFILERS, type ProfilerName } from './profilers.js';
import { runSections, type SectionsPlan } from './sections.js';
import type { Section } from './service.js';
import { runWorkRounds, type WorkPlan } from './work-rounds.js';

/** Is told of each step as it is done: a part takes minutes. */
type Progress = (done: string) => void;

const MINUTE_MS = 60_000;

/** What a service takes of CPU time, memory and its clients' patience. */
export async function printHttp(plan: HttpPlan, progress: Progress): Promise<void> {
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
  const own = columns('perf', ownMicroseconds);
  if (own.length === 0) return;
  const share = plan.intervalMs / MINUTE_MS;
  const windows = (measured.get('perf') ?? []).flatMap(({ received }) => received.windows);
  const restarts = windows.reduce((sum, { profilerRestarts = 0 }) => sum + profilerRestarts, 0);
  const longestMs = Math.max(...windows.map(({ agentMaxMs = 0 }) => agentMaxMs));
  console.log(
    `\nOf its CPU, @perf/agent says it took ${spread(own, 0)} µs a request itself, to end windows; ` +
      `with windows of a minute that is ${(median(own) * share).toFixed(0)}. Its longest piece took ` +
      `${longestMs.toFixed(1)} ms, and it restarted V8's sampler ${restarts} times.`,
  );
}

function ownMicroseconds({ received, requests }: HttpRound): number {
  return (received.windows.reduce((sum, { agentMs = 0 }) => sum + agentMs, 0) * 1000) / requests;
}

/** What the same work takes of CPU time in a process without any input or output. */
export async function printWork(plan: WorkPlan, progress: Progress): Promise<void> {
  const cpu = await runWorkRounds(plan, progress);
  const of = (name: ProfilerName) => cpu.get(name) ?? [];
  console.log(`\nA fixed amount of work in process, ${plan.rounds} rounds, windows of ${plan.intervalMs / 1000} s\n`);
  printTable(
    ['', 'CPU seconds', 'to none', 'to bare'],
    plan.profilers.map((name) => [
      PROFILERS[name].title,
      spread(of(name), 2),
      spread(ratios(of(name), of('none')), 3),
      spread(ratios(of(name), of('bare')), 3),
    ]),
  );
}

/** How long the agent's own work keeps the event loop from turning. */
export async function printSections(plan: SectionsPlan): Promise<void> {
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
