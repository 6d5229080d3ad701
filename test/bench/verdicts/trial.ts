import { type Comparison, compareDeploys } from '@perf/profile/verdict/index.js';
import type { Case } from './cases.js';
import { Chance } from './chance.js';
import { drawPair, nameOf } from './pair.js';
import { drawService } from './service.js';
import { sameVersion } from './version.js';

/** What came of comparisons of one kind, counted. */
export interface Tally {
  pairs: number;
  /** At q = 0.05, and at q = 0.01. */
  alerts: number;
  strictAlerts: number;
  /** Where something got slower: that it was among the alerts. */
  found: number;
  /** That it was first among them, or one of the first three. */
  first: number;
  firstThree: number;
  /** Alerts for anything else, where the true one was found. */
  extra: number;
  /** Of those found, how many intervals hold the truth. */
  covered: number;
  /** Answers that are to block nothing. */
  advisory: number;
  compareMs: number;
}

export function emptyTally(): Tally {
  return {
    pairs: 0,
    alerts: 0,
    strictAlerts: 0,
    found: 0,
    first: 0,
    firstThree: 0,
    extra: 0,
    covered: 0,
    advisory: 0,
    compareMs: 0,
  };
}

export function addTally(to: Tally, more: Tally): void {
  for (const key of Object.keys(to) as (keyof Tally)[]) to[key] += more[key];
}

/** Draws a service and two deploys of it, and compares them. Each seed is another service. */
export function tryOne(
  { plan, change }: Case,
  seed: number,
  service = drawService(seed),
): { tally: Tally; comparison: Comparison } {
  /** What would be found of two versions that are the same. */
  const detectable = () => {
    const same = sameVersion(service);
    const { base, comparison, options } = drawPair(seed, service, same, same, plan);
    return compareDeploys(base, comparison, options).detectable ?? 0;
  };
  const { before, after, slower } = change(service, new Chance(seed, 37), detectable);
  const { base, comparison: other, options, truth } = drawPair(seed, service, before, after, plan);
  const start = performance.now();
  const comparison = compareDeploys(base, other, options);
  const compareMs = performance.now() - start;
  const tally = { ...emptyTally(), pairs: 1, compareMs, advisory: Number(comparison.advisoryOnly) };
  if (comparison.outcome !== 'regressed') return { tally, comparison };
  tally.alerts = 1;
  if (compareDeploys(base, other, { ...options, q: 0.01 }).outcome === 'regressed') tally.strictAlerts = 1;
  if (slower === null) return { tally, comparison };
  const alerts = comparison.findings.filter(({ label }) => label === 'regressed' || label === 'new');
  const place = alerts.findIndex((finding) => finding.function.name === nameOf(slower));
  tally.extra = alerts.length - (place === -1 ? 0 : 1);
  const found = alerts[place];
  if (found === undefined) return { tally, comparison };
  tally.found = 1;
  if (place === 0) tally.first = 1;
  if (place < 3) tally.firstThree = 1;
  const delta = truth(found);
  if (found.low <= delta && delta <= found.high) tally.covered = 1;
  return { tally, comparison };
}
