import { sumClusters } from '../verdict/clusters.js';
import { factsOf, rulerOf } from '../verdict/contrast.js';
import { featureTable } from '../verdict/features.js';
import { referenceFrame } from '../verdict/frame.js';
import { joinStacks } from '../verdict/join.js';
import type { CompareOptions, Comparison, VerdictSide, VerdictWindow } from '../verdict/types.js';
import { advisoryWords } from '../verdict/words.js';
import { judged, unknown } from './judge.js';
import { countSamples, nodesOf } from './samples-of.js';
import { notSeen } from './share.js';
import { steadyClusters } from './steady.js';
import type { BudgetResult, FunctionCpuBudget } from './types.js';

/** Two sides, as they were compared, and what that found. */
export interface ComparedSides {
  readonly base: VerdictSide;
  readonly comparison: VerdictSide;
  readonly options: CompareOptions;
  readonly found: Comparison;
}

/**
 * How much more a function takes than in the version before, of all CPU of that one, at equal work: samples are divided by what is
 * common to both sides, as findings are, so that what else changed moves nothing. The interval is Welch's, over clusters.
 *
 * @param advisory whether a comparison counts whose rate of false alarms is not known.
 */
export function judgeFunctionCpu(
  budget: FunctionCpuBudget,
  { base, comparison, options, found }: ComparedSides,
  advisory: boolean,
): BudgetResult {
  const { q, missing } = found;
  if (missing.length > 0) return unknown(budget, q, ...missing);
  if (found.advisoryOnly && !advisory) return unknown(budget, q, advisoryWords(found));
  const [before, after] = [nodesOf(base.stacks, budget), nodesOf(comparison.stacks, budget)];
  if (before === null && after === null) return unknown(budget, q, notSeen(budget.function));

  const clusters = [
    steadyClusters(base, { ...options, looks: undefined }),
    steadyClusters(comparison, options),
  ] as const;
  const a = countSamples(clusters[0], before);
  const b = countSamples(clusters[1], after);
  const frame = frameOf([base, comparison], clusters, options);
  const rulers = [rulerOf(frame.base), rulerOf(frame.comparison)] as const;
  const facts = factsOf(a.own, 0, rulers[0], b.own, 0, rulers[1]);
  const parts = [
    { variance: facts.varianceA, samples: facts.a, ruler: rulers[0], df: rulers[0].freedom },
    { variance: facts.varianceB, samples: facts.b, ruler: rulers[1], df: rulers[1].freedom },
  ].map(({ variance, samples, ruler, df }) => ({
    variance: Math.max(variance, Math.max(samples, 1) / ruler.sum ** 2),
    df,
  }));
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  /** Welch and Satterthwaite's. */
  const df = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.df, 0);
  const share = rulers[0].sum / a.samples.reduce((sum, one) => sum + one, 0);
  const value = (facts.rateB - facts.rateA) * share;
  return judged(budget, { value, se: Math.sqrt(variance) * share, df }, q, (of) => 100 * of);
}

/** What is common to all clusters of both sides. */
function frameOf(
  sides: readonly VerdictSide[],
  clusters: readonly (readonly (readonly VerdictWindow[])[])[],
  { match }: CompareOptions,
): { base: Float64Array; comparison: Float64Array } {
  const stacks = joinStacks(
    sides.map((side) => side.stacks),
    match,
  );
  const [before, after] = clusters.map((of, side) => {
    const nodeOf = stacks.nodeOf[side] as Int32Array;
    const placed = of.flatMap((windows, cluster) => windows.map((window) => ({ window, cluster, nodeOf })));
    return featureTable(stacks, sumClusters(placed, of.length, stacks.parent.length, null));
  });
  return referenceFrame(before as never, after as never);
}
