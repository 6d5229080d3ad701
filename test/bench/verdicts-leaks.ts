import { parseArgs } from 'node:util';
import { type LeakFinding, testLeak } from '@perf/profile/verdict/leak.js';
import { printTable } from './figures.js';
import { type Allocations, cohortsOf, INTERVAL_BYTES, leaking, runOf, steady } from './verdicts/heaps.js';
import { random } from './workload.js';

const OPTIONS = {
  runs: { type: 'string', default: '100' },
  'first-seed': { type: 'string', default: '1' },
  hours: { type: 'string', default: '24' },
} as const;

const HOUR_MS = 3_600_000;
const MIB = 1_048_576;

/** How often a leak is found, and how often something that is none is called one. */
export async function leaksBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [runs, first, hours] = [Number(values.runs), Number(values['first-seed']), Number(values.hours)];
  const cases: [string, number, Allocations][] = [
    ...Object.entries(steady).map(([name, each]): [string, number, Allocations] => [name, 0, each]),
    ...[1, 2, 5, 20].map((rate): [string, number, Allocations] => [`leak of ${rate} MiB/h`, rate, leaking(rate)]),
  ];
  const rows = cases.map(([name, mibPerHour, allocations]) => {
    const findings = Array.from({ length: runs }, (_, at) => find(allocations, hours, first + at));
    const leaks = findings.filter(({ verdict }) => verdict === 'leak').length;
    const covered = findings.filter(
      ({ bytesPerHour: { low, high } }) => low <= mibPerHour * MIB && mibPerHour * MIB <= high,
    ).length;
    const reasons = [...new Set(findings.map(({ why }) => why))].filter((why) => why !== '');
    return [
      name,
      `${leaks} of ${runs}`,
      mibPerHour === 0 ? '' : `${covered} of ${runs}`,
      reasons.map((why) => `${why} ${findings.filter((each) => each.why === why).length}`).join(', '),
    ];
  });
  console.log(`Runs of ${hours} hours, seeds from ${first}`);
  printTable(['what it holds', 'called a leak', 'rate within its 95 % interval', 'why not'], rows);
}

function find(allocations: Allocations, hours: number, seed: number): LeakFinding {
  const run = runOf(hours, random(seed));
  const { cohorts, widthMs } = cohortsOf(allocations(run), hours);
  const load = (fromMs: number, untilMs: number): number => {
    let sum = 0;
    for (let step = 0.5; step < 20; step++) sum += run.load(fromMs + ((untilMs - fromMs) * step) / 20);
    return (sum / 20) * (untilMs - fromMs);
  };
  return testLeak(cohorts, { atMs: hours * HOUR_MS, sinceMs: 0, widthMs, intervalBytes: INTERVAL_BYTES, load });
}
