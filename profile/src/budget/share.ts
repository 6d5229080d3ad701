import { factsOf, isNearlyOne, rulerOf } from '../verdict/contrast.js';
import type { CompareOptions, VerdictSide } from '../verdict/types.js';
import { judged, unknown } from './judge.js';
import { countSamples, nodesOf } from './samples-of.js';
import { steadyClusters } from './steady.js';
import type { BudgetResult, ShareBudget } from './types.js';

/** Fewer samples of a side say nothing about any share. */
const LEAST_SAMPLES = 500;

/**
 * A function's share of a side's CPU. Instances are replicates: the interval is Student's t over how their shares differ
 * (the ratio of sums, with the variance between instances), and no narrower than chance allows for so many samples.
 *
 * @param isKnown whether the function is there anywhere else, such as in the version before: then nothing of it is a share of
 * nought, where otherwise its name might be a mistake.
 */
export function judgeShare(
  budget: ShareBudget,
  side: VerdictSide,
  options: CompareOptions,
  q: number,
  isKnown = false,
): BudgetResult {
  const clusters = steadyClusters(side, { ...options, design: 'canary' });
  if (clusters.length < 2) return unknown(budget, q, instancesMissing(clusters.length));
  const counts = nodesOf(side.stacks, budget);
  const { samples, own } = countSamples(clusters, counts);
  const ruler = rulerOf(samples);
  if (ruler.sum < LEAST_SAMPLES) return unknown(budget, q, `There are fewer than ${LEAST_SAMPLES} CPU samples.`);
  if (isNearlyOne(ruler)) {
    return unknown(budget, q, 'One instance does nearly all the work: what differs between processes cannot be seen.');
  }
  if (counts === null && !isKnown) return unknown(budget, q, notSeen(budget.function));
  const { a, rateA, varianceA } = factsOf(own, 0, ruler, own, 0, ruler);
  /** One sample at least: none seen is no proof of none. */
  const chance = Math.max(a, 1) / ruler.sum ** 2;
  const se = Math.sqrt(Math.max(varianceA, chance));
  const found = judged(budget, { value: rateA, se, df: ruler.freedom }, q, (share) => 100 * share);
  return { ...found, low: Math.max(0, found.low as number), high: Math.min(100, found.high as number) };
}

export function instancesMissing(count: number): string {
  const there = count === 0 ? 'No instance has profiles once it has warmed up' : 'There is one instance';
  return `${there}; two are needed to see how much they differ.`;
}

export function notSeen(name: string): string {
  return `No sample has a function called ${name} there: is it called so, in that package and file?`;
}
