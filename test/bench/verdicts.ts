import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { median, printTable, spread } from './figures.js';
import type { Case } from './verdicts/cases.js';
import { type Line, lines } from './verdicts/lines.js';
import { runCases } from './verdicts/run.js';
import { timeLarge } from './verdicts/speed.js';
import type { Tally } from './verdicts/trial.js';

const MOST_MS = 1000;

/**
 * Draws deploys of which it is known what changed, compares them, and holds what was found against what is promised
 * (profile/README.md, "Verdicts"). Fails where a promise does not hold.
 */
export async function verdictsBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      pairs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  const wanted = lines.filter(({ name }) => name.includes(values.only));
  const cases = [...new Set(wanted.map((line) => line.case))];
  const startMs = performance.now();
  const linesOf = (one: Case) => wanted.filter((line) => line.case === one);
  /** Hours may pass, and what is done should be seen: the table comes last. */
  const done = (one: Case, tally: Tally) => {
    for (const line of linesOf(one)) console.error(judge(line, tally).row.join(' | '));
  };
  const tallies = await runCases(cases, Number(values.pairs), Number(values.seed), Number(values.workers), done);
  const judged = wanted.map((line) => judge(line, tallies.get(line.case) as Tally));
  let failed = judged.filter(({ passes }) => !passes).length;
  printTable(
    ['check', 'share', '95 % interval', 'of', 'promised', 'holds'],
    judged.map(({ row }) => row),
  );
  const pairs = [...tallies.values()].reduce((sum, tally) => sum + tally.pairs, 0);
  const compareMs = [...tallies.values()].reduce((sum, tally) => sum + tally.compareMs, 0);
  const seconds = (performance.now() - startMs) / 1000;
  console.log(
    `\n${pairs} pairs in ${seconds.toFixed(0)} s, ${(compareMs / pairs).toFixed(1)} ms a comparison; ${failed} of ${wanted.length} fail`,
  );
  if (values.only === '') {
    const { took, nonZero } = await timeLarge(Number(values.seed));
    const says = `50,000 functions x 1,000 windows of ${nonZero.toFixed(0)} stacks: ${spread(took, 0)} ms, promised < ${MOST_MS}`;
    console.log(says);
    if (median(took) >= MOST_MS) failed++;
  }
  if (failed > 0) process.exitCode = 1;
}

function judge({ name, count, of, least, most }: Line, tally: Tally): { row: string[]; passes: boolean } {
  const [some, all] = [count(tally), of(tally)];
  const share = all === 0 ? Number.NaN : some / all;
  const passes = share >= least && share <= most;
  const [low, high] = wilson(some, all);
  const shown = [share.toFixed(3), `${low.toFixed(3)}-${high.toFixed(3)}`, String(all)];
  return { row: [name, ...shown, bounds(least, most), passes ? 'yes' : 'NO'], passes };
}

function bounds(least: number, most: number): string {
  if (least === 0) return most === 1 ? '' : `<= ${most}`;
  return most === 1 ? `>= ${least}` : `${least}-${most}`;
}

/** Wilson's interval of a share; of means of counts it is a rough guide only. */
function wilson(some: number, all: number): [number, number] {
  const [p, z] = [Math.min(1, some / all), 1.96];
  const middle = p + (z * z) / (2 * all);
  const reach = z * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all));
  return [Math.max(0, middle - reach) / (1 + (z * z) / all), (middle + reach) / (1 + (z * z) / all)];
}
