import type { Problem } from '@perf/profile/api.js';
import type { ComponentChildren } from 'preact';

/** Nothing to show yet. Appears late (see parts.css), so that quick answers do not flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="state loading" role="status">
      Loading {what}…
    </p>
  );
}

interface FailureProps {
  readonly problem: Problem;
  readonly retry?: () => void;
  /** Other ways on. */
  readonly children?: ComponentChildren;
}

export function Failure({ problem, retry, children }: FailureProps) {
  return (
    <div class="state failure" role="alert">
      <strong>{problem.title}</strong>
      <p>{problem.detail}</p>
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
