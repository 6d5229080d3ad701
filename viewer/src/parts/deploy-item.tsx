import type { Deploy, DeployNote, DeployVerdict } from '@perf/profile/api.js';
import { isolated } from '../names.js';
import { formatAgo, formatTime } from '../time.js';
import { type CompareRoute, printRoute } from '../url.js';
import { compareVerdict } from '../verdicts.js';
import { FindingsTable } from './findings-table.js';
import { Name } from './name.js';
import { VerdictEvidence } from './verdict-evidence.js';
import { VerdictLine } from './verdict-line.js';

interface DeployItemProps {
  readonly deploy: Deploy;
  /** With the version before; null for the first one. */
  readonly compare: CompareRoute | null;
  readonly nowMs: number;
}

/** One version: where and when it ran, and all that comparing it has found. */
export function DeployItem({ deploy, compare, nowMs }: DeployItemProps) {
  const { version, env, previous, firstMs, lastMs, verdict, note } = deploy;
  return (
    <li class="panel deploy">
      <div class="panel-head">
        <h3>
          <Name text={version} />
        </h3>
        {env && <Name class="tag" text={env} />}
        <span class="place">
          first seen {formatAgo(firstMs, nowMs)}, {formatTime(firstMs, nowMs)} – {formatTime(lastMs, nowMs)}
          {previous !== null && (
            <>
              , after <Name text={previous} />
            </>
          )}
        </span>
        <span class="spring" />
        {compare && (
          <a
            class="button"
            href={printRoute(compare)}
            aria-label={`What changed? ${isolated(version)} after ${isolated(previous ?? '')}`}
          >
            What changed?
          </a>
        )}
      </div>
      {note && <Note note={note} nowMs={nowMs} />}
      {verdict ? (
        <Verdict verdict={verdict} nowMs={nowMs} />
      ) : (
        <p class="place">
          {previous === null
            ? 'The first version of it: there is none to compare it with.'
            : 'Not compared yet, or so long ago that what was found is not kept.'}
        </p>
      )}
    </li>
  );
}

/** What somebody said of it. A link leads somewhere else only where it is one of the web. */
function Note({ note, nowMs }: { readonly note: DeployNote; readonly nowMs: number }) {
  const { message, link, commit, atMs } = note;
  return (
    <p class="deploy-note" title={`Noted ${formatTime(atMs, nowMs)}`}>
      {message && <Name text={message} />}
      {commit && (
        <code>
          <Name text={commit} />
        </code>
      )}
      {/^https?:\/\//i.test(link) && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          <Name text={link} />
        </a>
      )}
    </p>
  );
}

function Verdict({ verdict, nowMs }: { readonly verdict: DeployVerdict; readonly nowMs: number }) {
  const { result } = verdict;
  return (
    <>
      <p>
        <VerdictLine result={result} hrefOf={(finding) => printRoute(compareVerdict(verdict, finding))} />
      </p>
      <FindingsTable verdict={verdict} />
      <VerdictEvidence verdict={verdict} nowMs={nowMs} />
    </>
  );
}
