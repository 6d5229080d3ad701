import type { DeployVerdict, Finding } from '@perf/profile/api.js';
import { formatTime } from '../time.js';
import type { Answer } from '../use-api.js';
import { VerdictEvidence } from './verdict-evidence.js';
import { VerdictLine } from './verdict-line.js';

interface CompareVerdictProps {
  readonly answer: Answer<DeployVerdict>;
  /** What was answered to the question asked last. */
  readonly verdict: DeployVerdict | null;
  readonly nowMs: number;
  readonly hrefOf: (finding: Finding) => string;
}

/** Whether the two versions differ by more than their instances do, beside how much they do. Nothing waits for it. */
export function CompareVerdict({ answer, verdict, nowMs, hrefOf }: CompareVerdictProps) {
  return (
    <section class="compare-verdict" aria-label="Verdict" aria-busy={answer.loading}>
      {verdict ? (
        <>
          <p role="status">
            <VerdictLine result={verdict.result} hrefOf={hrefOf} />
          </p>
          <details>
            <summary>
              Of all CPU of both versions, {formatTime(verdict.range.fromMs, nowMs)} –{' '}
              {formatTime(verdict.range.untilMs, nowMs)}, whatever is chosen above
            </summary>
            <VerdictEvidence verdict={verdict} nowMs={nowMs} />
          </details>
        </>
      ) : answer.problem ? (
        <p class="place" role="status">
          No verdict: {answer.problem.detail}{' '}
          {answer.problem.status !== 404 && (
            <button type="button" class="link quiet-link" onClick={answer.retry}>
              Try again
            </button>
          )}
        </p>
      ) : (
        <p class="place">Comparing what differs between versions with what differs between instances…</p>
      )}
    </section>
  );
}
