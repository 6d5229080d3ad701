import { type Clusters, sumKnown } from './clusters.js';
import { factsOf, rulerOf } from './contrast.js';
import { upperQuantile, upperTail } from './special.js';
import type { ServiceVerdict, VerdictWindow } from './types.js';
import { byInstance } from './warm-up.js';

/** By cluster. */
export interface ServiceCost {
  readonly cpuSeconds: Float64Array;
  readonly requests: Float64Array;
}

/** CPU seconds, at the standard mix of routes, and requests of the windows that have both. Null where a cluster has none. */
export function serviceCost(
  clusters: readonly (readonly VerdictWindow[])[],
  { standardised }: Clusters,
): ServiceCost | null {
  const cpuSeconds = new Float64Array(clusters.length);
  const requests = new Float64Array(clusters.length);
  for (const [cluster, windows] of clusters.entries()) {
    for (const times of byInstance(windows).values()) {
      for (const { parts } of times) {
        const cpu = sumKnown(parts.map((part) => part.cpuSeconds));
        const served = sumKnown(parts.map((part) => part.requests));
        if (cpu === null || served === null) continue;
        cpuSeconds[cluster] = (cpuSeconds[cluster] as number) + cpu * (standardised[cluster] as number);
        requests[cluster] = (requests[cluster] as number) + served;
      }
    }
    if ((requests[cluster] as number) <= 0) return null;
  }
  return { cpuSeconds, requests };
}

/**
 * CPU per request, compared on the logarithm of the ratio with Welch's test. Of several contrasts the one that says so
 * least counts. `q` is for each direction.
 */
export function serviceVerdict(
  contrasts: readonly { base: ServiceCost | null; comparison: ServiceCost | null }[],
  q: number,
  least: number,
): ServiceVerdict | null {
  const tests: ReturnType<typeof ratioTest>[] = [];
  for (const { base, comparison } of contrasts) {
    if (base === null || comparison === null) return null;
    tests.push(ratioTest(base, comparison));
  }
  if (tests.length === 0) return null;
  const up = tests.map(({ log, se, df }) => upperTail((log - Math.log1p(least)) / se, df));
  const down = tests.map(({ log, se, df }) => upperTail((-log - Math.log1p(least)) / se, df));
  const worst = tests.reduce((a, b) => (Math.abs(b.log / b.se) < Math.abs(a.log / a.se) ? b : a));
  const reach = upperQuantile(0.025, worst.df) * worst.se;
  const p = Math.max(...up);
  return {
    outcome: p <= q ? 'regressed' : Math.max(...down) <= q ? 'improved' : 'unchanged',
    base: worst.base,
    comparison: worst.comparison,
    change: Math.expm1(worst.log),
    low: Math.expm1(worst.log - reach),
    high: Math.expm1(worst.log + reach),
    t: worst.log / worst.se,
    df: worst.df,
    p,
  };
}

function ratioTest(base: ServiceCost, comparison: ServiceCost) {
  const rulers = [rulerOf(base.requests), rulerOf(comparison.requests)] as const;
  const facts = factsOf(base.cpuSeconds, 0, rulers[0], comparison.cpuSeconds, 0, rulers[1]);
  const relative = [facts.varianceA / facts.rateA ** 2, facts.varianceB / facts.rateB ** 2] as const;
  const counts = [base.requests.length, comparison.requests.length] as const;
  /** A side of one cluster varies as the other's clusters do. */
  const [a, b] = [
    counts[0] > 1 ? relative[0] : (relative[1] / rulers[1].unevenness) * rulers[0].unevenness,
    counts[1] > 1 ? relative[1] : (relative[0] / rulers[0].unevenness) * rulers[1].unevenness,
  ];
  const freedom = rulers[0].freedom + rulers[1].freedom;
  const df =
    counts[0] > 1 && counts[1] > 1 ? (a + b) ** 2 / (a ** 2 / rulers[0].freedom + b ** 2 / rulers[1].freedom) : freedom;
  const least = 1e-9;
  return {
    base: facts.rateA,
    comparison: facts.rateB,
    log: Math.log(facts.rateB / facts.rateA),
    se: Math.sqrt(Math.max(a + b, least)),
    df: Number.isNaN(df) ? freedom : df,
  };
}
