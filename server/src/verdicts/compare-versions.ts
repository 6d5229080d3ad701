import type { DeployVerdict } from '@perf/profile';
import { matchByIdentity } from '@perf/profile/verdict/by-identity.js';
import { compareDeploys, deployLooks } from '@perf/profile/verdict/index.js';
import type { CompareOptions, Design, VerdictSide } from '@perf/profile/verdict/types.js';
import { Refusal } from '../errors.js';
import type { ProfileReader, Range } from '../store/store.js';
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

/** A side that is no version: what has these labels in a time, such as an experiment. */
export interface NamedRange extends Range {
  readonly labels: Readonly<Record<string, string>>;
}

export interface CompareVersions extends VersionPair {
  /** What `version` and `previous` name where they are no versions. */
  readonly comparison?: NamedRange | undefined;
  readonly base?: NamedRange | undefined;
  readonly q: number;
  /** Looks at what is there now, whatever the number of windows; otherwise at the fixed looks. */
  readonly atOnce: boolean;
  /** Nothing is compared where this is what it would be made from, or where windows of that have given way to sums since. */
  readonly unless?: string | undefined;
}

/** Of each instance, windows beyond the last look are not looked at; those of the warm-up come before. */
const mostWindows = (deployLooks.at(-1) ?? 0) * 1.5;
/** Where windows are shorter than half a minute, as in a demo, a start is over sooner. */
const warmUpWindows = 10;
const warmUpMs = 5 * 60_000;
/** Earlier days at the same time of day, where versions did not run side by side. */
const epochDays = 14;
const fewestEpochs = 7;
/** How often a heap may be said to have grown that has not, as part of how often that may be said of functions. */
const heapPart = 0.2;

/** One window a step, as far as they are alike. */
export function stepOf(windowMs: number): number {
  return Math.max(1000, Math.round(windowMs / 1000) * 1000);
}

export function warmUpOf(windowMs: number): { readonly leastMs: number } {
  return { leastMs: Math.min(warmUpMs, warmUpWindows * windowMs) };
}

export interface Compared {
  readonly verdict: DeployVerdict;
  /** What it was made from. */
  readonly signature: string;
  readonly base: VerdictSide;
  readonly comparison: VerdictSide;
  readonly options: CompareOptions;
  /** All there is of the comparison, of which its range is the part that was looked at. */
  readonly whole: SideSelection;
}

/** A version compared with another one; null as `unless` says. */
export async function compareVersions(
  store: ProfileReader,
  asked: CompareVersions,
  nowMs: number,
  maxGroups: number,
): Promise<Compared | null> {
  const { service, env, version, previous } = asked;
  const whole = await wholeOf(store, asked, version, asked.comparison);
  const wholeBase = await wholeOf(store, asked, previous, asked.base);
  const [after, before] = [spanOf(whole), spanOf(wholeBase)];
  const { windowMs } = await totalsOf(store, whole, maxGroups);
  const stepMs = stepOf(windowMs);
  const longestMs = mostWindows * stepMs;
  const range = { fromMs: after.firstMs, untilMs: Math.min(after.lastMs + 1, after.firstMs + longestMs) };
  const overlap = asked.base === undefined ? range : overlapOf(range, asked.base);
  const isMostOf = 2 * (overlap.untilMs - overlap.fromMs) > range.untilMs - range.fromMs;
  const isBeside = isMostOf && before.lastMs - after.firstMs > 2 * stepMs && before.firstMs < range.untilMs;
  const baseRange = isBeside ? overlap : timeBefore(before, after, longestMs);
  const comparison: SideSelection = { ...whole, ...range };
  const base: SideSelection = { ...wholeBase, ...baseRange };
  const totals = [await totalsOf(store, base, maxGroups), await totalsOf(store, comparison, maxGroups)] as const;
  const signature = JSON.stringify([stepMs, isBeside, totals.map((one) => one.signature)]);
  if (signature === asked.unless) return null;
  // What single windows told is more than their sums can tell.
  const isThinned = totals.some(({ resolutionMs }) => resolutionMs > stepMs);
  if (isThinned && (asked.unless ?? '') !== '') return null;

  const one = totals[0].instances === 1 && totals[1].instances === 1;
  const design: Design = isBeside && !one ? 'canary' : one ? 'single' : 'beforeAfter';
  const options: CompareOptions = {
    q: asked.q,
    match: matchByIdentity,
    design,
    warmUp: warmUpOf(stepMs),
    // What ran at the same time of earlier days was no such experiment.
    epochs: design === 'canary' || asked.comparison ? [] : await epochsOf(store, base, range, stepMs, maxGroups),
    ...(asked.atOnce ? {} : { looks: deployLooks }),
  };
  const sides = {
    base: await sideOf(store, base, stepMs, maxGroups),
    comparison: await sideOf(store, comparison, stepMs, maxGroups),
  };
  const result = compareDeploys(sides.base, sides.comparison, options);
  const areVersions = asked.base === undefined && asked.comparison === undefined;
  const ages = { warmUpMs: warmUpOf(stepMs).leastMs, windows: result.look ?? mostWindows, stepMs };
  const heap =
    areVersions && result.outcome !== 'undecided'
      ? await deployHeap(store, base, comparison, ages, heapPart * result.q)
      : null;
  const verdict = { service, env, version, previous, range, baseRange, madeMs: nowMs, result, heap };
  return { verdict, signature, ...sides, options, whole };
}

/** All that a side has: of a version, or of what is named in its place. */
async function wholeOf(
  store: ProfileReader,
  { service, env }: VersionPair,
  version: string,
  named: NamedRange | undefined,
): Promise<SideSelection> {
  if (named !== undefined) return { service, env, ...named };
  const spans = await store.versions(service);
  const found = spans.find((span) => span.version === version && span.env === env);
  if (found !== undefined) return { service, env, version, fromMs: found.firstMs, untilMs: found.lastMs + 1 };
  const known = spans.filter((span) => span.env === env).map((span) => span.version);
  throw new Refusal(
    404,
    `${service} has no version ${JSON.stringify(version)}${env === '' ? '' : ` in ${env}`}. ` +
      `Known: ${known.join(', ') || 'none'}.`,
  );
}

/** When the first and the last of it was seen. */
interface Span {
  readonly firstMs: number;
  readonly lastMs: number;
}

function spanOf({ fromMs, untilMs }: Range): Span {
  return { firstMs: fromMs, lastMs: untilMs - 1 };
}

function overlapOf(a: Range, b: Range): Range {
  return { fromMs: Math.max(a.fromMs, b.fromMs), untilMs: Math.min(a.untilMs, b.untilMs) };
}

/** The last of what ended before the other one began; of what began later, the last of all. */
function timeBefore(before: Span, after: Span, longestMs: number): Range {
  const untilMs = before.firstMs < after.firstMs ? Math.min(before.lastMs + 1, after.firstMs) : before.lastMs + 1;
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
