import type { DeployVerdict } from '@perf/profile';
import { matchByIdentity } from '@perf/profile/verdict/by-identity.js';
import { compareDeploys, deployLooks } from '@perf/profile/verdict/index.js';
import type { CompareOptions, Design } from '@perf/profile/verdict/types.js';
import { Refusal } from '../errors.js';
import type { Limits } from '../limits.js';
import type { ProfileReader, Range, VersionSpan } from '../store/store.js';
import { dayMs } from '../time.js';
import { deployHeap } from './deploy-heap.js';
import { type SideSelection, sideOf, totalsOf } from './sides.js';

export interface VersionPair {
  readonly service: string;
  readonly env: string;
  readonly version: string;
  /** The version it is compared with. */
  readonly previous: string;
}

export interface CompareVersions extends VersionPair {
  readonly q: number;
  /** Looks at what is there now, whatever the number of windows; otherwise at the fixed looks. */
  readonly atOnce: boolean;
  /** Nothing is compared where this is what it would be made from. */
  readonly unless?: string | undefined;
}

/** Of each instance, windows beyond the last look are not looked at; those of the warm-up come before. */
const mostWindows = (deployLooks.at(-1) ?? 0) * 1.5;
/** Where windows are shorter than half a minute, as in a demo, a start is over sooner. */
const warmUpWindows = 10;
const warmUpMs = 5 * 60_000;
/** Earlier days at the same time of day, where versions did not run side by side. */
const epochDays = 14;
/** How often a heap may be said to have grown that has not, as part of how often that may be said of functions. */
const heapPart = 0.2;
const fewestEpochs = 7;

/** A version compared with another one; null where what it is made from is as `unless` says. */
export async function compareVersions(
  store: ProfileReader,
  asked: CompareVersions,
  nowMs: number,
  limits: Limits,
): Promise<{ readonly verdict: DeployVerdict; readonly signature: string } | null> {
  const { service, env, version, previous } = asked;
  const maxGroups = limits.groups;
  const spans = await store.versions(service);
  const after = spanOf(spans, asked, version);
  const before = spanOf(spans, asked, previous);
  const whole = { service, env, version, fromMs: after.firstMs, untilMs: after.lastMs + 1 };
  const { windowMs } = await totalsOf(store, whole, maxGroups);
  const stepMs = Math.max(1000, Math.round(windowMs / 1000) * 1000);
  const longestMs = mostWindows * stepMs;
  const range = { fromMs: after.firstMs, untilMs: Math.min(after.lastMs + 1, after.firstMs + longestMs) };
  const isBeside = before.lastMs - after.firstMs > 2 * stepMs && before.firstMs < range.untilMs;
  const baseRange = isBeside ? range : timeBefore(before, after, longestMs);
  const comparison: SideSelection = { ...whole, ...range };
  const base: SideSelection = { service, env, version: previous, ...baseRange };
  const totals = [await totalsOf(store, base, maxGroups), await totalsOf(store, comparison, maxGroups)] as const;
  const signature = JSON.stringify([stepMs, isBeside, totals.map((one) => one.signature)]);
  if (signature === asked.unless) return null;

  const one = totals[0].instances === 1 && totals[1].instances === 1;
  const design: Design = isBeside && !one ? 'canary' : one ? 'single' : 'beforeAfter';
  const leastMs = Math.min(warmUpMs, warmUpWindows * stepMs);
  const options: CompareOptions = {
    q: asked.q,
    match: matchByIdentity,
    design,
    warmUp: { leastMs },
    epochs: design === 'canary' ? [] : await epochsOf(store, base, range, stepMs, maxGroups),
    ...(asked.atOnce ? {} : { looks: deployLooks }),
  };
  const result = compareDeploys(
    await sideOf(store, base, stepMs, maxGroups),
    await sideOf(store, comparison, stepMs, maxGroups),
    options,
  );
  const heap =
    result.outcome === 'undecided'
      ? null
      : await deployHeap(
          store,
          {
            ...{ base, comparison, stepMs, warmUpMs: leastMs },
            ...{ windows: result.look ?? mostWindows, q: heapPart * result.q },
          },
          limits,
        );
  return { verdict: { service, env, version, previous, range, baseRange, madeMs: nowMs, result, heap }, signature };
}

function spanOf(spans: readonly VersionSpan[], { service, env }: VersionPair, version: string): VersionSpan {
  const found = spans.find((span) => span.version === version && span.env === env);
  if (found !== undefined) return found;
  const known = spans.filter((span) => span.env === env).map((span) => span.version);
  throw new Refusal(
    404,
    `${service} has no version ${JSON.stringify(version)}${env === '' ? '' : ` in ${env}`}. ` +
      `Known: ${known.join(', ') || 'none'}.`,
  );
}

/** The last of a version that ended before the other one began. */
function timeBefore(before: VersionSpan, after: VersionSpan, longestMs: number): Range {
  const untilMs = Math.min(before.lastMs + 1, after.firstMs);
  return { fromMs: Math.max(before.firstMs, untilMs - longestMs), untilMs };
}

/** What earlier days were at the same time, whatever the version; none where they are too few to say anything. */
async function epochsOf(
  store: ProfileReader,
  { service, env }: SideSelection,
  { fromMs, untilMs }: Range,
  stepMs: number,
  maxGroups: number,
) {
  const days: SideSelection[] = [];
  for (let back = 1; back <= epochDays; back++) {
    const day = { service, env, fromMs: fromMs - back * dayMs, untilMs: untilMs - back * dayMs };
    if (day.fromMs < 0) break;
    if ((await totalsOf(store, day, maxGroups)).windows > 0) days.push(day);
  }
  if (days.length < fewestEpochs) return [];
  return Promise.all(days.map((day) => sideOf(store, day, stepMs, maxGroups)));
}
