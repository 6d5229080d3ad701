import { parseArgs } from 'node:util';
import { BIN_MS, type Change, findChanges } from '@perf/profile/verdict/changepoint.js';
import { printTable } from './figures.js';
import { type Noise, noises, weekOf } from './verdicts/weeks.js';
import { random } from './workload.js';

const OPTIONS = {
  series: { type: 'string', default: '1000' },
  'first-seed': { type: 'string', default: '1' },
} as const;

const DAY = 144;
/** A change found so long before or after it happened was found. */
const NEAR_MS = 6 * 3_600_000;

/** How often weeks without a change are said to have one, and how often a step is found. */
export async function changesBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const [count, first] = [Number(values.series), Number(values['first-seed'])];
  const rows = Object.entries(noises).map(([name, noise]) => {
    const seeds = Array.from({ length: count }, (_, at) => first + at);
    const quiet = seeds.flatMap((seed) => findChanges([weekOf(noise, random(seed))]));
    return [
      name,
      (quiet.length / count).toFixed(4),
      ...[1.1, 1.2, 1.5].map((factor) => powerOf(noise, factor, seeds)),
      awayOf(noise, seeds),
    ];
  });
  console.log(`${count} weeks of each, seeds from ${first}`);
  const steps = ['a step of 10 %', '20 %', '50 %'];
  printTable(['noise', 'false, a series and week', ...steps, '50 % that goes away after a day'], rows);
}

/** The share of steps found where they are, and what else was found in those weeks. */
function powerOf(noise: Noise, factor: number, seeds: readonly number[]): string {
  let [found, more] = [0, 0];
  for (const seed of seeds) {
    const draw = random(seed + 1_000_003);
    const from = Math.floor(DAY * (1 + 5 * draw()));
    const changes = findChanges([weekOf(noise, draw, [{ from, until: Number.POSITIVE_INFINITY, factor }])]);
    const hits = changes.filter((change) => isAt(change, from)).length;
    found += Math.min(1, hits);
    more += changes.length - Math.min(1, hits);
  }
  return `${(found / seeds.length).toFixed(3)} (+${(more / seeds.length).toFixed(3)})`;
}

/** The share of steps found, and found to have gone away, both where they did. */
function awayOf(noise: Noise, seeds: readonly number[]): string {
  const found = seeds.filter((seed) => {
    const draw = random(seed + 2_000_003);
    const from = Math.floor(DAY * (1 + 4 * draw()));
    const changes = findChanges([weekOf(noise, draw, [{ from, until: from + DAY, factor: 1.5 }])]);
    const hit = changes.find((change) => isAt(change, from));
    return hit !== undefined && Math.abs((hit.wentAwayMs ?? 0) - (from + DAY) * BIN_MS) <= NEAR_MS;
  });
  return (found.length / seeds.length).toFixed(3);
}

function isAt({ atMs }: Change, bin: number): boolean {
  return Math.abs(atMs - bin * BIN_MS) <= NEAR_MS;
}
