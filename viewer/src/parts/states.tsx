import type { Problem } from '@perf/profile/api.js';
import type { ComponentChildren } from 'preact';
import { isAway } from '../api.js';
import type { Answer } from '../use-api.js';

interface LoadingProps {
  readonly what: string;
  /** Given where it takes long. */
  readonly slow?: Pick<Answer<unknown>, 'retry' | 'cancel'> | null;
}

/** Nothing to show yet. Appears late (see states.css), so that quick answers do not flicker. */
export function Loading({ what, slow }: LoadingProps) {
  return (
    <div class={slow ? 'state loading slow' : 'state loading'} role="status">
      <p>{slow ? `The server is still working on ${what}.` : `Loading ${what}…`}</p>
      {slow && (
        <p class="choices">
          <button type="button" onClick={slow.cancel}>
            Stop waiting
          </button>
          <button type="button" onClick={slow.retry}>
            Ask again
          </button>
        </p>
      )}
    </div>
  );
}

interface MissingProps {
  readonly what: string;
  readonly answer: Answer<unknown>;
  /** Other ways on after a failure. */
  readonly children?: ComponentChildren;
}

/** In the place of an answer that is not there: that it is waited for, or why there is none. */
export function Missing({ what, answer, children }: MissingProps) {
  const { problem, loading, slow, retry } = answer;
  if (problem) {
    return (
      <Failure problem={problem} retry={retry} again={isAway(problem)}>
        {children}
      </Failure>
    );
  }
  return loading ? <Loading what={what} slow={slow ? answer : null} /> : null;
}

/** Over what was answered before, while the answer to another question takes long. */
export function StillWaiting({ what, answer }: MissingProps) {
  return (
    <div class="notice waiting" role="status">
      <span>The server is still working on {what}.</span>
      <button type="button" onClick={answer.cancel}>
        Stop waiting
      </button>
    </div>
  );
}

/** In the head of a panel whose answer stays although asking again failed. */
export function NotRefreshed({ answer }: { readonly answer: Answer<unknown> }) {
  if (!answer.problem || answer.data === null) return null;
  return (
    <span class="not-refreshed" role="status" title={answer.problem.detail}>
      Not refreshed{' '}
      <button type="button" class="quiet" onClick={answer.retry}>
        Try again
      </button>
    </span>
  );
}

interface FailureProps {
  readonly problem: Problem;
  readonly retry?: () => void;
  /** It is tried again without being told to. */
  readonly again?: boolean;
  /** Other ways on. */
  readonly children?: ComponentChildren;
}

export function Failure({ problem, retry, again, children }: FailureProps) {
  return (
    <div class="state failure" role="alert">
      <strong>{problem.title}</strong>
      <p>
        {problem.detail}
        {again && ' It is asked again every few seconds.'}
      </p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
      {children}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="state empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** What to paste into a service so that it appears here. */
export function Instructions() {
  return (
    <ol class="instructions">
      <li>
        Add the agent: <code>npm install @perf/agent</code>
      </li>
      <li>
        Import it first in the service's entry file:
        <pre>
          <code>import '@perf/agent';</code>
        </pre>
      </li>
      <li>
        Run the service, telling it where this server is:
        <pre>
          <code>PERF_SERVER_URL={location.origin} PERF_SERVICE=my-service node main.js</code>
        </pre>
      </li>
    </ol>
  );
}
