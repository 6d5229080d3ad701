import type { RowFacts, Ruler, Sides } from './contrast.js';
import { trimmedMean, winsorised } from './order.js';
import { digamma, trigamma, trigammaInverse, upperQuantile } from './special.js';

/**
 * How much rates vary between clusters when nothing changed, learnt from all features at once: edgeR's quasi-likelihood
 * (Lund et al. 2012) with limma's squeezing (Smyth 2004), in bins of abundance.
 */
export interface Noise {
  /** Extra variance, as a square of the rate, that all features share. */
  readonly alpha: number;
  /** Degrees of freedom of each feature's own variance. */
  readonly d: number;
  /** From the most abundant to the rest. A path's parts make up for one another: it varies less than a function as large. */
  readonly bins: Readonly<Record<Kind, readonly Bin[]>>;
  readonly baseRuler: Ruler;
  readonly comparisonRuler: Ruler;
}

/** Of a feature: own samples of functions, or paths with all they call. */
export type Kind = 'own' | 'path';

interface Bin {
  /** The least pooled rate of the bin. */
  readonly from: number;
  /** What features of the bin say about one of them: as much as so many degrees of freedom, and a dispersion. */
  readonly d0: number;
  readonly s0: number;
}

/** A change of one feature against its noise. */
export interface Change {
  readonly facts: RowFacts;
  /** Comparison less base, per unit of the base's denominator. */
  readonly delta: number;
  /** Variance expected of it, before its own dispersion. */
  readonly expected: number;
  /** 0 where neither side has any of it. */
  readonly se: number;
  readonly df: number;
}

const BIN_SIZES = [60, 120, 240, Number.POSITIVE_INFINITY];
const LEAST_BIN = 30;
const MOST_PRIOR = 10;
/** Periods have weather: what moves one route moves all its functions, of which there are many and yet one. */
const MOST_PRIOR_OF_PERIODS = 2;
/** Where all clusters agree to the last sample, by chance. */
const LEAST_DISPERSION = 1e-3;

/** From the facts of everything that is tested, which are of functions up to `firstPath`. */
export function learnNoise(
  facts: readonly RowFacts[],
  firstPath: number,
  { baseRuler, comparisonRuler }: Sides,
): Noise {
  const known = [baseRuler, comparisonRuler].map(({ of }) => of.length > 1);
  const d = baseRuler.freedom + comparisonRuler.freedom;
  /** Of the sides whose variance is seen. */
  const poisson = (known[0] ? 1 / baseRuler.sum : 0) + (known[1] ? 1 / comparisonRuler.sum : 0);
  const spread = (known[0] ? baseRuler.unevenness : 0) + (known[1] ? comparisonRuler.unevenness : 0);
  const extra = facts
    .filter(({ a, b }) => a + b >= 200)
    .map(({ pooled, varianceA, varianceB }) => (varianceA + varianceB - pooled * poisson) / (pooled * pooled * spread));
  const alpha = Math.max(0, trimmedMean(Float64Array.from(extra), 0.05));
  const center = digamma(d / 2) - Math.log(d / 2);
  const mostPrior = known[0] && known[1] ? MOST_PRIOR : MOST_PRIOR_OF_PERIODS;
  const binsOf = (all: readonly RowFacts[]): Bin[] => {
    // What is tested for the first contrast may be in neither side of another.
    const some = all.filter(({ pooled }) => pooled > 0);
    const edges = binEdges(Float64Array.from(some, ({ pooled }) => pooled));
    const logs = edges.map((): number[] => []);
    for (const { pooled, varianceA, varianceB } of some) {
      const expected = pooled * poisson + alpha * pooled * pooled * spread;
      const phi = Math.max(LEAST_DISPERSION, (varianceA + varianceB) / expected);
      (logs[edges.findIndex((edge) => pooled >= edge)] as number[]).push(Math.log(phi) - center);
    }
    return edges.map((from, bin) => ({ from, ...squeeze(Float64Array.from(logs[bin] as number[]), d, mostPrior) }));
  };
  const bins = { own: binsOf(facts.slice(0, firstPath)), path: binsOf(facts.slice(firstPath)) };
  return { alpha, d, bins, baseRuler, comparisonRuler };
}

/** The least rate of each bin. A last bin that would be too small to say anything is part of the one before. */
function binEdges(pooled: Float64Array): number[] {
  const falling = pooled.sort().reverse();
  const edges: number[] = [];
  for (let at = 0, bin = 0; at < falling.length; bin++) {
    const size = BIN_SIZES[bin] as number;
    const end = falling.length - at - size < LEAST_BIN ? falling.length : at + size;
    edges.push(falling[end - 1] as number);
    at = end;
  }
  return edges;
}

function squeeze(logs: Float64Array, d: number, mostPrior: number): { d0: number; s0: number } {
  const { mean, variance } = winsorised(logs, 0.02);
  const own = 1.1 * variance - trigamma(d / 2);
  const d0 = own <= 0 ? mostPrior : Math.min(mostPrior, 2 * trigammaInverse(own));
  return { d0, s0: Math.exp(mean + digamma(d0 / 2) - Math.log(d0 / 2)) };
}

/** Where nothing of a kind was tested, what chance alone would be. */
const CHANCE: Bin = { from: 0, d0: MOST_PRIOR, s0: 1 };

export function binOf({ bins }: Noise, kind: Kind, pooled: number): Bin {
  return bins[kind].find(({ from }) => pooled >= from) ?? bins[kind].at(-1) ?? CHANCE;
}

/** What the rate of a feature would vary by at dispersion 1. */
export function expectedVariance({ alpha, baseRuler, comparisonRuler }: Noise, pooled: number): number {
  return (
    pooled / baseRuler.sum +
    pooled / comparisonRuler.sum +
    alpha * pooled * pooled * (baseRuler.unevenness + comparisonRuler.unevenness)
  );
}

export function changeOf(facts: RowFacts, kind: Kind, noise: Noise): Change {
  const { pooled, rateA, rateB, varianceA, varianceB } = facts;
  const { alpha, d, baseRuler, comparisonRuler } = noise;
  const { d0, s0 } = binOf(noise, kind, pooled);
  const expected = expectedVariance(noise, pooled);
  const part = (ruler: Ruler) =>
    ruler.of.length > 1 ? pooled / ruler.sum + alpha * pooled * pooled * ruler.unevenness : 0;
  const seen = part(baseRuler) + part(comparisonRuler);
  const phi = seen === 0 ? 1 : (varianceA + varianceB) / seen;
  const dispersion = (d0 * s0 + d * phi) / (d0 + d);
  const least = pooled / baseRuler.sum + pooled / comparisonRuler.sum;
  const se = Math.sqrt(Math.max(dispersion * expected, least));
  return { facts, delta: rateB - rateA, expected, se, df: d0 + d };
}

/**
 * Half of the 95 % interval of a change. Other than a test, it may not take the sides for alike: what grew sixfold varies
 * six times as much, and then only the clusters of its side say by how much (Welch's degrees of freedom).
 */
export function reachOf({ pooled, rateA, rateB, varianceA, varianceB }: RowFacts, kind: Kind, noise: Noise): number {
  const { alpha, d, baseRuler, comparisonRuler } = noise;
  const { d0: all, s0 } = binOf(noise, kind, pooled);
  /** What changed is not like the many that did not: they are believed half as much as in a test. */
  const d0 = all / 2;
  const part = (rate: number, ruler: Ruler) => rate / ruler.sum + alpha * rate * rate * ruler.unevenness;
  const parts = [
    { expected: part(rateA, baseRuler), freedom: baseRuler.freedom },
    { expected: part(rateB, comparisonRuler), freedom: comparisonRuler.freedom },
  ];
  const expected = parts.reduce((sum, one) => sum + one.expected, 0);
  const seen = parts.filter(({ freedom }) => freedom > 0);
  const ofSeen = seen.reduce((sum, one) => sum + one.expected, 0);
  const squares = seen.reduce((sum, one) => sum + one.expected ** 2 / one.freedom, 0);
  const own = squares === 0 ? d : Math.min(d, ofSeen ** 2 / squares);
  const phi = ofSeen === 0 ? 1 : (varianceA + varianceB) / ofSeen;
  const dispersion = (d0 * s0 + own * phi) / (d0 + own);
  const least = rateA / baseRuler.sum + rateB / comparisonRuler.sum;
  return upperQuantile(0.025, d0 + own) * Math.sqrt(Math.max(dispersion * expected, least));
}
