/**
 * A part that the shop gets for this benchmark: points for a cart, counted in two ways whose work is set from outside, in
 * rounds of integer arithmetic for each line of a cart. Copied into a release of the shop; see release.ts.
 */

/** In a small function with one caller: V8 inlines it there. */
const SMALL_ROUNDS = Number(process.env.BENCH_SMALL_ROUNDS);
/** In a function that is called where any of many may be: V8 cannot inline it. */
const RULE_ROUNDS = Number(process.env.BENCH_RULE_ROUNDS);

const rules: readonly ((numbers: readonly number[]) => number)[] = [
  (numbers) => numbers.length % 5,
  (numbers) => (numbers[0] ?? 0) % 5,
  (numbers) => (numbers[1] ?? 0) % 5,
  (numbers) => (numbers[2] ?? 0) % 5,
  (numbers) => (numbers.at(-1) ?? 0) % 5,
  pointsByHistory,
];

/** Whether what both take is told on stdout; of few carts, since a look at the clock takes as long as they do. */
const IS_METERED = process.env.BENCH_METERED === 'true';
const METERED_EVERY = 8;
let carts = 0;

export function cartPoints(numbers: readonly number[]): number {
  return IS_METERED && ++carts % METERED_EVERY === 0
    ? meteredPoints(numbers)
    : sumOfPoints(numbers) + bestRule(numbers);
}

function sumOfPoints(numbers: readonly number[]): number {
  let points = 0;
  for (const number of numbers) points = (points + pointsOf(number)) | 0;
  return points;
}

function pointsOf(number: number): number {
  let bits = number | 1;
  for (let round = 0; round < SMALL_ROUNDS; round++) bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  return bits & 7;
}

function bestRule(numbers: readonly number[]): number {
  let best = 0;
  for (const rule of rules) best = Math.max(best, rule(numbers));
  return best;
}

function pointsByHistory(numbers: readonly number[]): number {
  let bits = 1;
  for (const number of numbers) {
    for (let round = 0; round < RULE_ROUNDS; round++) bits = Math.imul(bits ^ number ^ (bits >>> 15), 0x2c1b3c6d);
  }
  return bits & 7;
}

const spent = { carts: 0, smallMicros: 0, ruleMicros: 0 };
if (IS_METERED) setInterval(() => console.log(`spent ${JSON.stringify(spent)}`), 1000).unref();

/** By the process's CPU time: what others take of the machine does not count. */
function meteredPoints(numbers: readonly number[]): number {
  const begun = process.cpuUsage();
  const points = sumOfPoints(numbers);
  const between = process.cpuUsage();
  const best = bestRule(numbers);
  const ended = process.cpuUsage();
  spent.carts++;
  spent.smallMicros += between.user + between.system - begun.user - begun.system;
  spent.ruleMicros += ended.user + ended.system - between.user - between.system;
  return points + best;
}
