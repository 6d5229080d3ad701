import { type Placed, routeMix, sumClusters } from './clusters.js';
import { clustersOf, isAdvisory } from './designs.js';
import { detectableAt, SHARES } from './detectable.js';
import { findingOf } from './finding.js';
import { type JoinedStacks, joinStacks } from './join.js';
import { localise } from './localise.js';
import { lookAt } from './looks.js';
import { matchesOf } from './matches.js';
import { missingBefore, samplesOf } from './missing.js';
import { type Contrast, modelOf } from './model.js';
import { serviceCost, serviceVerdict } from './service.js';
import type { CompareOptions, Comparison, Finding, Outcome, SideSummary, VerdictSide, VerdictWindow } from './types.js';
import { byInstance, defaultWarmUp, type Warmed, withoutWarmUp } from './warm-up.js';

/** Of q, what the verdict on the whole service may use where its cost is counted. */
const SERVICE_PART = 0.2;

/**
 * What got slower or faster from one version to another, by how much, and how surely. The base and the comparison are
 * compared by what varies between their processes; README.md has what that promises.
 */
export function compareDeploys(base: VerdictSide, comparison: VerdictSide, options: CompareOptions = {}): Comparison {
  const { denominator = 'samples', looks, design = 'canary', epochs = [], minDelta = 0 } = options;
  const allowed = options.warmUp === false ? null : { ...defaultWarmUp, ...options.warmUp };
  const [before, warm] = [base, comparison].map((side) =>
    allowed === null ? { windows: side.windows, dropped: 0, unsteady: 0 } : withoutWarmUp(side, allowed),
  ) as [Warmed, Warmed];
  const look = looks === undefined ? null : lookAt(warm.windows, looks);
  const after = look?.seen ?? warm.windows;
  /** A look is the same whenever it is taken: of a base that goes on beside it, what came later is not seen. */
  const beside = look === null || design !== 'canary' ? null : look.lastMs;
  const seen = beside === null ? before.windows : before.windows.filter(({ fromMs }) => fromMs <= beside);
  const q = (options.q ?? 0.05) / (looks?.length ?? 1);
  const parts = { base: clustersOf(seen, design), comparison: clustersOf(after, design) };
  const answer = {
    design,
    advisoryOnly: isAdvisory(design, epochs.length),
    look: look?.windows ?? null,
    q,
    base: summaryOf(seen, before.dropped),
    comparison: summaryOf(after, warm.dropped),
  };
  const missing = missingBefore({
    design,
    denominator,
    looks: looks ?? [],
    look,
    clusters: [parts.base, parts.comparison].map((side) => side.map(samplesOf)),
    windows: [seen, after],
    unsteady: allowed === null ? [] : [before, warm].map(({ unsteady }) => unsteady > allowed.mostDropped),
  });
  if (missing.length > 0) return { ...answer, ...undecided, missing };

  const stacks = joinStacks([base.stacks, comparison.stacks, ...epochs.map((epoch) => epoch.stacks)], options.match);
  const periods = epochs.map(({ windows }) => windows);
  const windowsOf = design === 'canary' || periods.length < 2 ? null : periods;
  const mix = routeMix([...seen, ...after, ...(windowsOf ?? []).flat()]);
  const sum = (clusters: readonly (readonly VerdictWindow[])[], side: (cluster: number) => number) =>
    sumClusters(place(clusters, stacks, side), clusters.length, stacks.parent.length, mix);
  const contrasts: Contrast[] = [
    { base: sum(parts.base, () => 0), comparison: sum(parts.comparison, () => 1) },
    ...(windowsOf === null ? [] : [{ base: sum(windowsOf, (at) => at + 2), comparison: sum([after], () => 1) }]),
  ];
  const costs = [parts, ...(windowsOf === null ? [] : [{ base: windowsOf, comparison: [after] }])].map((of, at) => ({
    base: serviceCost(of.base, (contrasts[at] as Contrast).base),
    comparison: serviceCost(of.comparison, (contrasts[at] as Contrast).comparison),
  }));
  const service = serviceVerdict(costs, q * SERVICE_PART, minDelta);
  const left = service === null ? q : q * (1 - SERVICE_PART);
  const model = modelOf(stacks, contrasts, denominator);
  const rising = localise(model, 1, left, minDelta).map((pick) => findingOf(stacks, pick, 1));
  /** What moved is told once, where it moved to. */
  const falling = localise(model, -1, left, minDelta)
    .map((pick) => findingOf(stacks, pick, -1))
    .filter(({ label }) => label !== 'moved');
  const findings = [...rising.filter(isAlert), ...rising.filter((finding) => !isAlert(finding)), ...falling];
  const detectableByShare = SHARES.map((share) => detectableAt(model, share, left));
  return {
    ...answer,
    outcome: outcomeOf(findings, service?.outcome ?? 'unchanged'),
    missing: [],
    findings,
    service,
    detectable: detectableAt(model, 0.01, left).delta,
    detectableByShare,
    matches: matchesOf(stacks, [(contrasts[0] as Contrast).base, (contrasts[0] as Contrast).comparison]),
    tested: model.rows.length,
  };
}

const undecided = {
  outcome: 'undecided' as Outcome,
  findings: [],
  service: null,
  detectable: null,
  detectableByShare: [],
  matches: [],
  tested: 0,
};

function isAlert({ label }: Finding): boolean {
  return label === 'regressed' || label === 'new';
}

function outcomeOf(findings: readonly Finding[], service: Outcome): Outcome {
  if (service === 'regressed' || findings.some(isAlert)) return 'regressed';
  if (service === 'improved' || findings.some(({ label }) => label === 'improved' || label === 'gone'))
    return 'improved';
  return 'unchanged';
}

function place(
  clusters: readonly (readonly VerdictWindow[])[],
  stacks: JoinedStacks,
  side: (cluster: number) => number,
): Placed[] {
  return clusters.flatMap((windows, cluster) =>
    windows.map((window) => ({ window, cluster, nodeOf: stacks.nodeOf[side(cluster)] as Int32Array })),
  );
}

function summaryOf(windows: readonly VerdictWindow[], droppedWindows: number): SideSummary {
  const instances = [...byInstance(windows).values()];
  return {
    instances: instances.length,
    windows: instances.reduce((sum, times) => sum + times.length, 0),
    samples: samplesOf(windows),
    droppedWindows,
  };
}
