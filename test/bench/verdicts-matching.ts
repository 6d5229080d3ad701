import { parseArgs } from 'node:util';
import { numberApart } from '@perf/profile';
import { matchFunctions } from '@perf/profile/verdict/matching.js';
import { printTable, quantile, spread, timed } from './figures.js';
import {
  copyOf,
  drawCalls,
  everyCall,
  type Program,
  type ProgramFunction,
  readInventory,
  type Sampled,
  sample,
  times,
} from './verdicts/program.js';
import { pick, type Refactor, refactors } from './verdicts/refactors.js';
import { random } from './workload.js';

const OPTIONS = {
  seeds: { type: 'string', default: '20' },
  'first-seed': { type: 'string', default: '1' },
  samples: { type: 'string', default: '60000' },
  changes: { type: 'string', default: '20' },
} as const;

/** Of the samples of both sides, those of functions that ... */
interface Shares {
  /** ... are in both versions and were matched with each other. Of all that are in both programs. */
  readonly matched: number;
  /** ... were matched with another one. Of all. */
  readonly mismatched: number;
  /** ... were not seen on the other side, though they are in its program. No matching can find those. */
  readonly unseen: number;
}

/** How many functions of two versions are recognised: of one program built twice, and after scripted refactors. */
export async function matchingBench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const first = Number(values['first-seed']);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => first + at);
  const [samples, changes] = [Number(values.samples), Number(values.changes)];
  const inventory = await readInventory();
  const all = Object.values(refactors);
  const cases: [string, (random: () => number) => readonly Refactor[]][] = [
    ['no-op rebuild', () => []],
    [`${changes} drawn ones`, (draw) => Array.from({ length: changes }, () => pick(all, draw))],
    ...Object.entries(refactors).map(([name, one]): [string, () => readonly Refactor[]] => [
      `${changes} x ${name}`,
      () => new Array(changes).fill(one),
    ]),
  ];
  const rows = cases.map(([name, chosen]) => {
    const found = seeds.map((seed) => compare(inventory, seed, samples, chosen));
    const meanAndWorst = (share: keyof Shares, worst: number) => {
      const each = found.map((shares) => shares[share]);
      const mean = each.reduce((sum, one) => sum + one, 0) / each.length;
      return `${percent(mean)} (${percent(quantile(each, worst))})`;
    };
    return [name, meanAndWorst('matched', 0), meanAndWorst('mismatched', 1), meanAndWorst('unseen', 1)];
  });
  const sizes = inventory.files.reduce((sum, { functions }) => sum + functions.length, 0);
  console.log(
    `${sizes} functions, ${samples} samples a side, ${seeds.length} seeds from ${first}: mean (worst), % of samples`,
  );
  printTable(['refactors', 'matched', 'mismatched', 'not seen on one side'], rows);
  await printTimes(inventory, first);
}

const TIMED_REFACTORS = 500;

/** With every function of some 50,000 in the tables. */
async function printTimes(inventory: Program, seed: number): Promise<void> {
  const draw = random(seed);
  const all = Object.values(refactors);
  const before = drawCalls(times(inventory, 11), draw);
  const after = copyOf(before);
  const functions = after.files.flatMap((file) => file.functions);
  for (let change = 0; change < TIMED_REFACTORS; change++) {
    const target = pick(functions, draw);
    if (target.file.functions.includes(target)) pick(all, draw)(after, target, draw);
  }
  const [base, comparison] = [everyCall(before), everyCall(after)];
  const { name } = base.functions;
  const noOp = everyCall(copyOf(before));
  const rows = [
    ['no-op rebuild', spread(await timed(5, () => matchFunctions(base, noOp)), 0)],
    [`${TIMED_REFACTORS} refactors`, spread(await timed(5, () => matchFunctions(base, comparison)), 0)],
  ];
  console.log(`\nOf ${name.length} functions and ${base.table.parent.length} stacks`);
  printTable(['', 'ms'], rows);
}

function compare(
  inventory: Program,
  seed: number,
  samples: number,
  chosen: (random: () => number) => readonly Refactor[],
): Shares {
  const draw = random(seed);
  const before = drawCalls(copyOf(inventory), draw);
  const base = sample(before, samples, draw);
  const after = copyOf(before);
  const targets = hotFunctions(after, base);
  for (const refactor of chosen(draw)) {
    const target = pick(targets, draw);
    // It may be gone by now.
    if (target.file.functions.includes(target)) refactor(after, target, draw);
  }
  return sharesOf(base, sample(after, samples, draw), before, after);
}

/** The application's functions that were sampled, hot ones more than once. */
function hotFunctions(program: Program, { uid, samples }: Sampled): ProgramFunction[] {
  const times = new Map(uid.map((one, id) => [one, Math.ceil(Math.sqrt(samples[id] as number))]));
  const own = program.files.filter((file) => file.package === '').flatMap(({ functions }) => functions);
  return own.flatMap((one) => new Array<ProgramFunction>(times.get(one.uid) ?? 0).fill(one));
}

function sharesOf(base: Sampled, comparison: Sampled, before: Program, after: Program): Shares {
  const { comparisonOf, baseOf } = matchFunctions(base.stacks, comparison.stacks);
  const sums = { matched: 0, mismatched: 0, unseen: 0, common: 0, all: 0 };
  count(base, comparison, comparisonOf, uidsOf(after), sums);
  count(comparison, base, baseOf, uidsOf(before), sums);
  return {
    matched: sums.matched / sums.common,
    mismatched: sums.mismatched / sums.all,
    unseen: sums.unseen / sums.common,
  };
}

type Sums = { -readonly [Name in keyof Shares]: number } & { common: number; all: number };

function count(from: Sampled, to: Sampled, other: Int32Array, program: ReadonlySet<number>, sums: Sums): void {
  const apart = numberApart(to.stacks.functions);
  /** Functions that a call tree does not tell apart are one. */
  const placeOf = new Map(to.uid.map((uid, id) => [uid, apart[id]]));
  for (const [id, uid] of from.uid.entries()) {
    const samples = from.samples[id] as number;
    const match = other[id] as number;
    sums.all += samples;
    if (program.has(uid)) sums.common += samples;
    if (program.has(uid) && !placeOf.has(uid)) sums.unseen += samples;
    if (match === -1) continue;
    if (placeOf.get(uid) === apart[match]) sums.matched += samples;
    else sums.mismatched += samples;
  }
}

function uidsOf(program: Program): Set<number> {
  return new Set(program.files.flatMap(({ functions }) => functions.map(({ uid }) => uid)));
}

function percent(share: number): string {
  return (100 * share).toFixed(2);
}
