import type { TimeRange } from './api.js';
import type { IntervalReport } from './leaks-report.js';
import type { FunctionRef } from './verdict/types.js';

/** `GET /api/v1/changes?service=&env=`: functions that changed for good, the newest change first. */
export interface ChangesReport {
  changes: ShareChange[];
  /** What was looked at, by service and env: where nothing was found as well. */
  looked: ChangesLook[];
}

/** A function whose own code takes another share of its service's CPU than before. */
export interface ShareChange {
  /** 16 hexadecimal digits: the same however often it is found again, also dated a few hours otherwise. */
  id: string;
  service: string;
  env: string;
  function: FunctionRef;
  /** The hours in which it changed: two blocks of two hours. */
  range: TimeRange;
  /** Shares of the service's CPU before and after, at equal work: what others did does not count. */
  before: number;
  after: number;
  /** after / before, with its 95 % interval. */
  ratio: IntervalReport;
  p: number;
  /** What was before and after it, as far as it was looked at. */
  beforeRange: TimeRange;
  afterRange: TimeRange;
  /**
   * The version that began in these hours, or that went on where another one ended, which explains it; null where nothing was
   * deployed.
   */
  version: string | null;
  /** When it was first found, and last found again. */
  foundMs: number;
  seenMs: number;
  /** When the share was back; null while it is not. */
  wentAwayMs: number | null;
}

export interface ChangesLook {
  service: string;
  env: string;
  lookedMs: number;
  range: TimeRange;
  /** Functions looked at: those that cost most. */
  functions: number;
  /** Their part of the service's CPU. */
  share: number;
}
