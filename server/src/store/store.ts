import type { Group, Labels, ProfileSet, SampleType } from '@perf/profile';
import type { Matcher } from '../selector.js';

/**
 * What a store promises. Every implementation passes one suite (test/store/contract.ts).
 * Refusals (errors.ts) are the caller's mistakes or a full queue; any other error is the store's.
 */
export interface ProfileStore extends ProfileWriter, ProfileReader {}

export interface ProfileWriter {
  /**
   * Resolves once the window is on disk: it survives a kill or a power cut from then on.
   * The id of a window that is stored already: resolves with `duplicate`, and nothing is counted again.
   * All profiles of a window are stored, or none is. Refused: bytes that are no valid profile (400, 413, 422),
   * a time outside what is kept (422), a full queue (429).
   */
  append(window: IncomingWindow): Promise<Receipt>;
  /**
   * Removes whole days: those out of age, then the oldest until the rest fits into the bytes. Days that lie past a tier
   * are thinned from then on, beside other work: nothing can be appended to them any more (422).
   */
  expire(policy: Retention, nowMs: number): Promise<Expired>;
  /** Finishes what was accepted. Nothing may be appended afterwards. */
  close(): Promise<void>;
}

export interface ProfileReader {
  /** Merged self values of one sample type over one dense StackTable, grouped by labels and by step. */
  select(selection: Selection): Promise<ProfileSet & Detail>;
  /** Totals by group and step, without touching a stack. */
  totals(selection: Selection): Promise<Totals>;
  /** What agents measured beside their profiles, by name and step. */
  numbers(query: NumbersQuery): Promise<NumbersFound>;
  /** What there is: series that have profiles in the range, and labels inside their profiles. */
  labels(query: LabelQuery): Promise<LabelIndex>;
  /** Versions by first appearance, kept longer than the profiles themselves. */
  versions(service: string): Promise<VersionSpan[]>;
}

/** What an agent ships each interval. Profiles are pprof bytes, gzipped or not. */
export interface IncomingWindow {
  /** Identity for ever: the same id is never counted twice. */
  readonly id: string;
  readonly labels: Labels & { readonly service: string };
  readonly profiles: readonly Uint8Array[];
  /** The time covered; where absent, what the profiles say; where they say nothing, the time of arrival. */
  readonly fromMs?: number;
  readonly untilMs?: number;
  /** The directory the service was deployed to; paths are stored relative to it. */
  readonly root?: string;
  /** Measured over the same time: `requests`, `cpuUserSeconds`, ... */
  readonly numbers?: Readonly<Record<string, number>>;
  readonly receivedMs: number;
}

export interface Receipt {
  readonly id: string;
  readonly stored: number;
  readonly duplicate: boolean;
}

/** A profile lies in a range if the midpoint of its window does: `fromMs <= midpoint < untilMs`. */
export interface Range {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface Selection extends Range {
  /** `cpu` or `cpu/nanoseconds`. Where several units of one type are stored, the first by name is taken. */
  readonly sampleType: string;
  readonly matchers: readonly Matcher[];
  /** Labels to group by, of series or of samples. */
  readonly by: readonly string[];
  /** Cuts the range in steps of this length, counted from `fromMs`. */
  readonly stepMs?: number;
  /** Most groups times steps an answer may have. */
  readonly maxGroups: number;
}

/** How finely an answer tells time apart, and what it cannot tell. */
export interface Detail {
  /**
   * Days that were thinned hold sums over spans of time. A span counts where its midpoint lies, for a range and for a step.
   * This is the longest such span; 0 where every window of the range is still there.
   */
  readonly resolutionMs: number;
  /** Parts of the range that are left out: their samples are there, but not the labels that were asked for. */
  readonly untold: readonly Range[];
}

/** Groups as `select` has them, with a sum in place of a vector. */
export interface Totals extends Detail {
  readonly sampleType: SampleType;
  readonly groups: readonly (Pick<Group, 'labels' | 'fromMs' | 'evidence'> & { readonly total: number })[];
}

/** Numbers belong to whole windows: `matchers` see the labels of series alone, one that is absent as ''. */
export interface NumbersQuery extends Range {
  readonly matchers: readonly Matcher[];
  readonly names: readonly string[];
  /** Cuts the range in steps of this length, counted from `fromMs`. */
  readonly stepMs: number;
  /** Where there are more windows than this, about so many of them are read, evenly spread. */
  readonly maxWindows: number;
}

export interface NumbersFound {
  /** Windows that were read and have numbers. */
  readonly windows: number;
  /** One window in so many was read. */
  readonly oneIn: number;
  readonly sums: readonly NumberSum[];
  /** Parts of the range that are left out: days that were thinned keep no numbers of their windows. */
  readonly untold: readonly Range[];
}

/** One number in the windows of one step that have it. */
export interface NumberSum {
  readonly name: string;
  /** Where the step begins. */
  readonly fromMs: number;
  readonly sum: number;
  readonly max: number;
  /** Weighted by the time that each window covers. */
  readonly mean: number;
  /** The time that these windows cover. */
  readonly seconds: number;
}

export interface LabelQuery extends Range {
  readonly matchers: readonly Matcher[];
}

export interface LabelIndex {
  readonly series: readonly SeriesSpan[];
  /** Values of labels inside profiles, by name. */
  readonly sampleLabels: ReadonlyMap<string, readonly string[]>;
}

export interface SeriesSpan {
  readonly labels: Labels;
  readonly sampleTypes: readonly SampleType[];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly windows: number;
}

export interface VersionSpan {
  readonly env: string;
  readonly version: string;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface Retention {
  readonly maxAgeMs: number;
  /** No bound where absent. */
  readonly maxBytes?: number;
  /** By age, youngest first; none where absent: every window is kept as long as its day is. */
  readonly tiers?: readonly Tier[];
}

/** Days past an age are thinned: windows give way to their sums over spans of this length. */
export interface Tier {
  readonly afterMs: number;
  /** Ten minutes or an hour. */
  readonly resolutionMs: number;
}

export interface Expired {
  readonly days: readonly string[];
  /** Bytes on disk afterwards. */
  readonly bytes: number;
}
