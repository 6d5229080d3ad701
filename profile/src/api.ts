/**
 * The shapes of the HTTP API's answers: what the server sends, the viewer draws and perfctl prints.
 * Times are epoch milliseconds. Values are in the unit beside them.
 */
import type { DeployNote } from './settings-reports.js';
import type { Evidence, Labels, SampleType } from './types.js';
import type { DeployVerdict } from './verdict-report.js';
import type { Waterfall } from './waterfall.js';

export type * from './alert.js';
export type * from './alert-reports.js';
export type { Budget, BudgetReport, BudgetResult, BudgetStatus } from './budget/types.js';
export type { ChangesLook, ChangesReport, ShareChange } from './changes-report.js';
export type { IntervalReport, Leak, LeakInstance, LeaksReport, LeakTest } from './leaks-report.js';
export type * from './settings-reports.js';
export type { StorageReport, StorageTier } from './storage-report.js';
export type { HeapVerdict } from './verdict/heap.js';
export type { Comparison, Finding, MatchedFunction } from './verdict/types.js';
export type { DeployVerdict, GateReport, Regression, RegressionsReport } from './verdict-report.js';
export type { Waterfall, WaterfallBar, WaterfallStep } from './waterfall.js';

/** RFC 9457. `detail` names the mistake and the fix. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
}

/** `POST /api/v1/profiles` */
export interface IngestReport {
  id: string;
  /** Profiles stored by this call. */
  stored: number;
  /** The id was known: nothing was stored or counted again. */
  duplicate: boolean;
}

/** `GET /api/v1/services` */
export interface ServicesReport {
  services: ServiceSummary[];
}

export interface ServiceSummary {
  name: string;
  sampleTypes: SampleType[];
  /** By first appearance, newest first. */
  versions: string[];
  envs: string[];
  instances: number;
  firstMs: number;
  lastMs: number;
}

/** `GET /api/v1/labels?query=&from=&until=`: series labels and labels inside profiles. */
export interface LabelsReport {
  labels: string[];
}

/** `GET /api/v1/label-values?name=&query=&from=&until=` */
export interface LabelValuesReport {
  name: string;
  values: string[];
}

/** `GET /api/v1/series?query=&from=&until=&step=&by=&limit=`: totals over time. Instant types are means, delta types sums. */
export interface SeriesReport {
  type: string;
  unit: string;
  fromMs: number;
  untilMs: number;
  stepMs: number;
  /** The start of each step. */
  times: number[];
  /** `values` runs beside `times`, null where nothing was recorded. `perSecond`: the same by instance-second. */
  groups: { labels: Labels; values: (number | null)[]; perSecond: (number | null)[] }[];
  /**
   * With `limit`, how many groups beyond it are added up in the last one, which has no labels; else 0. Its `perSecond` counts
   * the time of a window once for each group, so it is exact for labels of series.
   */
  others: number;
  /** As of a side (below). A step that was not asked for is never shorter. */
  resolutionMs: number;
  untold: TimeRange[];
}

/** From `fromMs` up to, and without, `untilMs`. */
export interface TimeRange {
  fromMs: number;
  untilMs: number;
}

/** `GET /api/v1/numbers?query=&from=&until=&step=&names=`: what agents measured beside their profiles, over time. */
export interface NumbersReport {
  fromMs: number;
  untilMs: number;
  stepMs: number;
  /** The start of each step. */
  times: number[];
  /** Windows read: all, or one in `oneIn` where there are more than are read for one answer. */
  windows: number;
  oneIn: number;
  /** Names that the query matches and that are labels inside profiles: numbers are of whole processes. */
  ignored: string[];
  /** Parts of the range that are left out: numbers are not kept of such old days. */
  untold: TimeRange[];
  /** One for each name asked for, in that order. */
  numbers: NumberSeries[];
}

/** One number beside `times`, null where no window has it. */
export interface NumberSeries {
  name: string;
  /** Of windows, weighted by the time they cover. */
  mean: (number | null)[];
  max: (number | null)[];
  /** Summed up, by instance-second. */
  perSecond: (number | null)[];
}

/** Functions in columns; nodes and rows refer to them by index. */
export interface FunctionColumns {
  /** Display names. Folded nodes have names of their own here: `(12 small frames)`. */
  names: string[];
  files: string[];
  packages: string[];
  /** Where the function begins, 0 where unknown. */
  lines: number[];
}

/** A tree in preorder: a node's parent comes before it, node 0 is the root (parent -1). */
export interface TreeColumns {
  parent: number[];
  /** Index into the function columns. */
  name: number[];
  self: number[];
  total: number[];
  /** Path ids: 16 hexadecimal digits, stable across time and versions. */
  id: string[];
  /** How many nodes were folded into this one, 0 for ordinary nodes. */
  folded: number[];
}

/**
 * With `search`: which frames match it, by a part of their function's name, file or package, whatever the case. Counted
 * in the whole tree, however little of it is shown or in focus; what a view turned round has folded is not looked at.
 */
export interface Matches {
  search: string;
  frames: number;
  functions: number;
  /** Of all stacks with such a frame, as node values are; a match inside a match is not counted again. */
  total: number;
  /** By node of the answer how many matching frames it stands for: 0 or 1, for folded nodes also more. */
  node: number[];
  /** Path ids of the heaviest matching frames that are inside no other one, at most 50. */
  heaviest: string[];
}

export interface DiffMatches extends Matches {
  baseTotal: number;
}

export interface DiffTreeColumns extends TreeColumns {
  baseSelf: number[];
  baseTotal: number[];
}

/** One side of a question: what was asked and what the answer rests on. */
export interface Side extends Evidence {
  query: string;
  fromMs: number;
  untilMs: number;
  /** In the sample type's unit, before any normalisation. */
  total: number;
  /** What the steps of `view` left out: with `total`, all that was selected. */
  hidden: number;
  /**
   * Old days hold sums over spans of time, which count where their midpoint lies: this is the longest of those the answer
   * was made from. 0 where it was made from single windows, or could have been.
   */
  resolutionMs: number;
  /** Parts of the range that are left out: what was asked for (`trace_id`, `span_id`) is not kept of such old days. */
  untold: TimeRange[];
}

/** What `flamegraph` and `diff` answer with `only=matches`: `matches.node` is by node of their answer without it. */
export interface FoundReport<Found extends Matches = Matches> {
  /** null without `search`. */
  matches: Found | null;
}

/** `GET /api/v1/flamegraph?query=&from=&until=&view=&maxNodes=&focus=&search=&only=` */
export interface FlamegraphReport extends FunctionColumns, Side {
  type: string;
  unit: string;
  /** Nodes of the full tree (below the focus, where one was asked for). */
  treeNodes: number;
  /** The node asked for with `focus`, an index into `nodes`; 0 without one. */
  focus: number;
  nodes: TreeColumns;
  /** null without `search`. */
  matches: Matches | null;
}

/** What the two sides of a diff are divided by before they are compared. */
export type Norm = 'share' | 'absolute' | 'perSecond' | 'perInstance' | 'perRequest';

/** `GET /api/v1/diff?base=&comparison=&baseFrom=&baseUntil=&from=&until=&norm=&view=&maxNodes=&focus=&search=&only=` */
export interface DiffReport extends FunctionColumns {
  type: string;
  /** The unit of the sides' totals and of every node value times its side's `divisor`. */
  unit: string;
  norm: Norm;
  base: Side & { divisor: number };
  comparison: Side & { divisor: number };
  treeNodes: number;
  focus: number;
  /** Values are already divided: with `share`, 1 is the whole of that side. */
  nodes: DiffTreeColumns;
  /** null without `search`. */
  matches: DiffMatches | null;
  /** The change table: functions by absolute change of self, largest first. */
  changes: DiffRow[];
  /** Of the whole, whatever the focus. */
  waterfall: Waterfall;
}

export interface DiffRow {
  function: string;
  file: string;
  package: string;
  baseSelf: number;
  self: number;
  baseTotal: number;
  total: number;
  /** `new`: not in base at all. `gone`: not in comparison at all. */
  kind: 'grew' | 'shrank' | 'same' | 'new' | 'gone';
}

export interface TopRow {
  name: string;
  file: string;
  package: string;
  line: number;
  self: number;
  /** Inclusive, recursion counted once. */
  total: number;
}

/** `GET /api/v1/top?query=&from=&until=&view=&limit=&search=` by self, largest first; with `search` those that match alone. */
export interface TopReport extends Side {
  type: string;
  unit: string;
  functions: TopRow[];
}

/** `GET /api/v1/function?name=&file=&query=&from=&until=&view=&maxNodes=`: the sandwich. */
export interface FunctionReport extends FunctionColumns, Side {
  type: string;
  unit: string;
  function: TopRow;
  /** Node 0 is the function; its children are its callers, and so on towards `main`. */
  callers: TreeColumns;
  /** Node 0 is the function; its children are what it calls. */
  callees: TreeColumns;
}

/** `GET /api/v1/function-history?name=&file=&query=&from=&until=&step=`: one function over time, by version and by line. */
export interface FunctionHistory {
  type: string;
  unit: string;
  query: string;
  fromMs: number;
  untilMs: number;
  stepMs: number;
  /** The start of each step. */
  times: number[];
  /** Beside `times`, null where nothing was recorded. */
  steps: (FunctionAmount | null)[];
  /** The newest first. */
  versions: (FunctionAmount & { env: string; version: string })[];
  /** In order of lines, 0 where unknown: self where the line itself ran, total where it had called what ran. */
  lines: { line: number; self: number; total: number }[];
  /** As of a side. A step that was not asked for is never shorter. */
  resolutionMs: number;
  untold: TimeRange[];
}

/** What a function took of a part of a selection. Instant types are means of a snapshot. */
export interface FunctionAmount {
  self: number;
  /** Inclusive, recursion counted once. */
  total: number;
  /** Of all functions. */
  whole: number;
  profiles: number;
  instanceSeconds: number;
  /** The start of the first step it was seen in. */
  firstMs: number;
}

/** `GET /api/v1/hotpaths?query=&from=&until=&view=&limit=` */
export interface HotPathsReport extends Side {
  type: string;
  unit: string;
  paths: HotPath[];
}

/** A function by its self value, with the call path on which most of it was spent. */
export interface HotPath {
  /** Path id of `frames`' last one. */
  id: string;
  /** From the root to the function. */
  frames: { name: string; file: string; package: string; line: number }[];
  self: number;
  /** Self as a share of the selection's total. */
  share: number;
  /** Part of `self` spent on this very path, 0 to 1. */
  pathShare: number;
  /** The function's share of the total in equal parts of the range, null where nothing was recorded. */
  trend: (number | null)[];
}

/** `GET /api/v1/deploys?service=`: versions by first appearance, newest first. */
export interface DeploysReport {
  service: string;
  deploys: Deploy[];
}

export interface Deploy {
  version: string;
  env: string;
  firstMs: number;
  lastMs: number;
  /** The version that came before in the same env, null for the first. */
  previous: string | null;
  /** What the comparison with that one found; null until it was made. */
  verdict: DeployVerdict | null;
  /** What somebody said of it; null where nobody did. */
  note: DeployNote | null;
}
