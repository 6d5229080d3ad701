import { formatSeconds } from '@perf/profile/units.js';
import { useEffect, useState } from 'preact/hooks';
import { formatTime } from '../time.js';
import type { Range } from '../url.js';
import type { Answer } from '../use-api.js';
import type { Now } from '../use-now.js';

interface LiveProps {
  /** The ranges of the page. It is live where one of them ends now. */
  readonly ranges: readonly Range[];
  readonly everyMs: number;
  readonly now: Now;
  /** What the page is mainly about: the next time counts from its last answer, so that a slow server is not pressed. */
  readonly answer: Answer<unknown>;
  readonly onRefresh: () => void;
}

/** Refreshes what ends now, again and again while somebody looks. It can be paused, and refreshed by hand. */
export function Live({ ranges, everyMs, now, answer, onRefresh }: LiveProps) {
  const [paused, setPaused] = useState(false);
  const endsNow = ranges.some(({ until }) => until === 'now');
  const { problem, data, loading } = answer;
  useEffect(() => {
    if (!endsNow || paused || loading) return;
    const dueMs = Date.now() + everyMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(onRefresh, Math.max(0, dueMs - Date.now()));
    };
    wait();
    document.addEventListener('visibilitychange', wait);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wait);
    };
  }, [endsNow, paused, loading, everyMs, now.nowMs]);
  return (
    <>
      {endsNow && (
        <button
          type="button"
          class="quiet live"
          aria-pressed={!paused}
          title={
            paused ? 'Show new data as it comes' : `Refreshed every ${formatSeconds(everyMs / 1000)}. Click to pause.`
          }
          onClick={() => {
            setPaused(!paused);
            if (paused) onRefresh();
          }}
        >
          <span class={paused ? 'dot' : 'dot live'} aria-hidden="true" />
          Live
        </button>
      )}
      <button type="button" aria-label="Refresh" onClick={onRefresh}>
        <span class="refresh-word">Refresh</span>
        <span class="refresh-sign">↻</span>
      </button>
      {problem && data !== null && (
        <div class="notice" role="status">
          <span>
            <strong>Not refreshed.</strong> {problem.detail} What is shown is from{' '}
            {formatTime(answer.answeredMs, now.nowMs)}.
          </span>
          <button type="button" onClick={answer.retry}>
            Try again
          </button>
        </div>
      )}
    </>
  );
}
