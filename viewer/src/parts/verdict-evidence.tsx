import type { DeployVerdict, MatchedFunction, TimeRange } from '@perf/profile/api.js';
import { plural } from '@perf/profile/units.js';
import {
  DESIGN_WORDS,
  detectableText,
  heapText,
  OUTCOME_WORDS,
  serviceText,
  sideText,
} from '@perf/profile/verdict/words.js';
import { formatTime } from '../time.js';
import { Name } from './name.js';
import { placeText } from './place.js';

interface VerdictEvidenceProps {
  readonly verdict: DeployVerdict;
  readonly nowMs: number;
}

/** What a verdict rests on, and what it would not have missed. */
export function VerdictEvidence({ verdict, nowMs }: VerdictEvidenceProps) {
  const { result, version, previous, range, baseRange, madeMs, heap } = verdict;
  const { service, base, comparison, matches } = result;
  const would = detectableText(result);
  const time = ({ fromMs, untilMs }: TimeRange) => `${formatTime(fromMs, nowMs)} – ${formatTime(untilMs, nowMs)}`;
  return (
    <dl class="verdict-evidence">
      {service && (
        <div>
          <dt>Service</dt>
          <dd>
            {serviceText(service)} ({OUTCOME_WORDS[service.outcome].toLowerCase()})
          </dd>
        </div>
      )}
      {heap && (
        <div>
          <dt>Heap</dt>
          <dd>
            {heapText(heap)} ({OUTCOME_WORDS[heap.outcome].toLowerCase()})
          </dd>
        </div>
      )}
      {would && (
        <div>
          <dt>Would find</dt>
          <dd>{would}</dd>
        </div>
      )}
      <div>
        <dt>
          <Name text={previous} />
        </dt>
        <dd>
          {sideText(base)} · {time(baseRange)}
        </dd>
      </div>
      <div>
        <dt>
          <Name text={version} />
        </dt>
        <dd>
          {sideText(comparison)} · {time(range)}
        </dd>
      </div>
      <div>
        <dt>Compared</dt>
        <dd>
          {formatTime(madeMs, nowMs)}, {DESIGN_WORDS[result.design]}
          {result.look !== null && `, when instances had ${result.look} windows`}
          {result.look === null && result.outcome !== 'undecided' && ', all there was by then'}
          {result.tested > 0 && `, ${plural(result.tested, 'function')} and paths looked at`}
        </dd>
      </div>
      {matches.length > 0 && (
        <div>
          <dt>Matched</dt>
          <dd>
            <Matches matches={matches} />
          </dd>
        </div>
      )}
    </dl>
  );
}

const MOST_MATCHES = 20;

/** Functions that are neither new nor gone although their name or place is, and how that is known. */
function Matches({ matches }: { readonly matches: readonly MatchedFunction[] }) {
  return (
    <details>
      <summary>{plural(matches.length, 'function')} with another name or place than before</summary>
      <ul>
        {matches.slice(0, MOST_MATCHES).map(({ base, comparison, how }) => (
          <li key={JSON.stringify(comparison)}>
            <Name text={comparison.name} /> <Name text={placeText(comparison)} />, was <Name text={base.name} />{' '}
            <Name text={placeText(base)} />: {how}
          </li>
        ))}
        {matches.length > MOST_MATCHES && <li>and {matches.length - MOST_MATCHES} more</li>}
      </ul>
    </details>
  );
}
