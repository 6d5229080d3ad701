/**
 * What `compareDeploys` takes and answers. Shares are fractions (0.01 is 1 %), times epoch milliseconds.
 */
import type { Stacks } from '../types.js';

/**
 * The CPU samples of one instance over one time, as an agent ships them each minute; or of one route of it, where
 * routes are told apart. Several windows of one instance that begin together are parts of one (its routes).
 */
export interface VerdictWindow {
  /** The process. Two processes must never share a name on one side: they are what is compared. */
  readonly instance: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** Nodes of the side's stacks, sorted and unique. */
  readonly node: Int32Array;
  /** How many samples had the node as their leaf: counts of samples, not time. */
  readonly count: Float64Array;
  /** CPU seconds the process used, null where nobody counted them. With routes, in one of the parts. */
  readonly cpuSeconds: number | null;
  /** Requests served, of this route where there is one; null where nobody counted them. */
  readonly requests: number | null;
  /**
   * The route the samples and requests are of; left out for what is of none. Where requests of routes are counted, a
   * change of their mix is no change of the code.
   */
  readonly route?: string;
}

/** One version, or one time, of a service. */
export interface VerdictSide {
  readonly stacks: Stacks;
  readonly windows: readonly VerdictWindow[];
}

/** How it is known that two functions of two versions are one. */
export interface FunctionMatch {
  /** The base's function id. */
  readonly base: number;
  /** In words, for example `same name and package`; empty for the same package, file and name. */
  readonly how: string;
}

/**
 * Matches functions across versions: for each function id of the comparison its counterpart, null where it has none.
 * Rows of one function (another line) may match one row of the base.
 */
export type FunctionMatcher = (base: Stacks, comparison: Stacks) => readonly (FunctionMatch | null)[];

/**
 * - `samples`: shares of CPU samples. Cancels the speed of machines and load; what grows everywhere alike is not seen.
 * - `seconds`: samples per second of an instance. Needs equal load.
 * - `requests`: samples per request.
 */
export type Denominator = 'samples' | 'seconds' | 'requests';

/**
 * - `canary`: both sides ran at the same time, several instances each.
 * - `beforeAfter`: one after the other; earlier periods say how much a service changes by itself.
 * - `single`: one process a side; earlier runs say the same.
 */
export type Design = 'canary' | 'beforeAfter' | 'single';

export interface WarmUpOptions {
  /** Dropped from each instance's first window on, whatever it shows. Default 5 minutes. */
  readonly leastMs: number;
  /** Of the windows after that, dropping more than this share answers "not steady yet". Default 0.3. */
  readonly mostDropped: number;
}

export interface CompareOptions {
  /** Default `samples`. */
  readonly denominator?: Denominator;
  /** How often "regressed" may be said, in one comparison, of two versions that are the same. Default 0.05. */
  readonly q?: number;
  /**
   * The numbers of windows an instance of the comparison has when it is looked at, ascending; each look has an equal
   * part of q. A comparison uses the windows up to the last look that is reached and none beyond, of a base that runs
   * beside it as well, so that asking more often changes nothing. Default: one look, at all there is. `deployLooks` is for deploys that are watched.
   */
  readonly looks?: readonly number[];
  /** Default `canary`. */
  readonly design?: Design;
  /** Earlier periods of the same clock time, or earlier runs: what happened when nothing was deployed. */
  readonly epochs?: readonly VerdictSide[];
  /** False where the windows are steady from the first on. */
  readonly warmUp?: Partial<WarmUpOptions> | false;
  /** Only what grew by more than this share of the base's CPU is a regression. Default 0. */
  readonly minDelta?: number;
  /** Default: by package, file and name. */
  readonly match?: FunctionMatcher;
}

export const deployLooks: readonly number[] = [10, 20, 40];

export type Outcome = 'regressed' | 'improved' | 'unchanged' | 'undecided';

/** A function as people know it. */
export interface FunctionRef {
  readonly name: string;
  readonly file: string;
  readonly package: string;
}

/**
 * - `regressed`, `improved`: what both versions have costs more, or less.
 * - `new`, `gone`: only one version has it. New code that costs CPU is a regression.
 * - `moved`: it grew, but what calls it did not, since as much shrank in there. No regression.
 */
export type FindingLabel = 'regressed' | 'improved' | 'moved' | 'new' | 'gone';

/** What one side of a finding rests on. */
export interface FindingEvidence {
  /** Samples of the function (self) or below the path (inclusive). */
  readonly samples: number;
  /** Share of the side's CPU, at equal work: of the base's in both. */
  readonly share: number;
}

export interface Finding {
  readonly label: FindingLabel;
  /** `self`: the function's own code, wherever it is called. `inclusive`: one path with all it calls. */
  readonly kind: 'self' | 'inclusive';
  readonly function: FunctionRef;
  /** The path from the root: of the finding, or to where a function's own samples changed most. */
  readonly path: readonly FunctionRef[];
  /** The last frame of `path` as a node of each side's stacks; -1 where that side does not have it. */
  readonly baseNode: number;
  readonly comparisonNode: number;
  /** The change as a share of the base's CPU, at equal work; `low` and `high` are its 95 % interval. */
  readonly delta: number;
  readonly low: number;
  readonly high: number;
  readonly t: number;
  readonly df: number;
  /** One-sided, before the correction for many functions. */
  readonly p: number;
  readonly base: FindingEvidence;
  readonly comparison: FindingEvidence;
  /** How the function was matched across versions; empty for the same package, file and name. */
  readonly matched: string;
  /** Where it moved from: what shrank, for `moved` only. */
  readonly movedFrom: FunctionRef | null;
}

/** A function that both versions have, with another name, file or package in each. */
export interface MatchedFunction {
  readonly base: FunctionRef;
  readonly comparison: FunctionRef;
  /** How it is known, in words. */
  readonly how: string;
}

/** CPU seconds per request of the whole service. */
export interface ServiceVerdict {
  readonly outcome: Exclude<Outcome, 'undecided'>;
  readonly base: number;
  readonly comparison: number;
  /** comparison / base - 1, with its 95 % interval. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly t: number;
  readonly df: number;
  /** One-sided: that it grew. */
  readonly p: number;
}

/** What would have been found four times in five: a function of this share of CPU that grew by `delta`. */
export interface Detectable {
  readonly share: number;
  readonly delta: number;
}

/** What a side consisted of. */
export interface SideSummary {
  readonly instances: number;
  /** Used; a window that comes in parts by route is one. */
  readonly windows: number;
  readonly samples: number;
  /** Dropped as warm-up. */
  readonly droppedWindows: number;
}

export interface Comparison {
  readonly outcome: Outcome;
  /** Why it is undecided, each a sentence to be shown; empty otherwise. */
  readonly missing: readonly string[];
  /** Regressions first, by evidence; then what moved; then improvements. */
  readonly findings: readonly Finding[];
  /** Null where CPU seconds or requests were not counted. */
  readonly service: ServiceVerdict | null;
  /** The smallest change of a function of 1 % of CPU that would have been found four times in five; null if undecided. */
  readonly detectable: number | null;
  /** The same for functions of other shares. */
  readonly detectableByShare: readonly Detectable[];
  /** What was matched by something else than package, file and name, whether it changed or not: the most samples first, at most 200. */
  readonly matches: readonly MatchedFunction[];
  readonly design: Design;
  /** True where the design cannot hold its rate of false alarms: to be shown, never to block anything. */
  readonly advisoryOnly: boolean;
  /** Which of `looks` this is (their number of windows), null without looks. */
  readonly look: number | null;
  /** The rate of false alarms this look was made at. */
  readonly q: number;
  /** Functions and paths tested: those with at least 20 samples. */
  readonly tested: number;
  readonly base: SideSummary;
  readonly comparison: SideSummary;
}
