import type { DeployVerdict, ServiceSummary } from '@perf/profile';
import type { Alert } from '@perf/profile/alert.js';
import { dayMs } from '../time.js';
import type { VerdictFile } from '../verdicts/verdict-file.js';
import type { Ask } from './ask.js';

/** What stopped longer ago is left as it was found. */
export const watchedMs = 2 * dayMs;

/** One turn of the watch, in which each of its tasks asks one question after the other. */
export interface Round {
  readonly nowMs: number;
  readonly file: VerdictFile;
  readonly ask: Ask;
  /** Those of which something arrived in the last two days. */
  readonly services: readonly ServiceSummary[];
  /** Tells those who want to know; what is told again has the same id. */
  alert(alerts: readonly Alert[]): void;
  found(verdict: DeployVerdict): void;
  /** Does one of many things: where it fails, that is told as `failure`, and the others go on. None once the watch was stopped. */
  attempt(failure: string, work: () => Promise<void>): Promise<void>;
}
