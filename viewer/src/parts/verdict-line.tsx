import type { Comparison, Finding } from '@perf/profile/api.js';
import {
  advisoryWords,
  findingText,
  leadsOf,
  nothingFoundText,
  OUTCOME_WORDS,
  reachText,
  serviceText,
} from '@perf/profile/verdict/words.js';
import { Name } from './name.js';

interface VerdictLineProps {
  readonly result: Comparison;
  /** Where a function that was found can be looked at. */
  readonly hrefOf: (finding: Finding) => string;
}

/** The outcome, and what it rests on most: as much as is known and no more. */
export function VerdictLine({ result, hrefOf }: VerdictLineProps) {
  return (
    <span class="verdict">
      <Outcome result={result} />: <Said result={result} hrefOf={hrefOf} />
      {result.advisoryOnly && result.outcome !== 'undecided' && (
        <span class="verdict-note"> {advisoryWords(result)}</span>
      )}
    </span>
  );
}

/** One word, and whether more than showing it is wrong. */
export function Outcome({ result }: { readonly result: Comparison }) {
  return (
    <>
      <strong class={`outcome ${result.outcome}`}>{OUTCOME_WORDS[result.outcome]}</strong>
      {result.advisoryOnly && result.outcome !== 'undecided' && (
        <>
          {' '}
          <span class="tag advisory">Advisory</span>
        </>
      )}
    </>
  );
}

function Said({ result, hrefOf }: VerdictLineProps) {
  const { outcome, missing, service, findings } = result;
  if (outcome === 'undecided') return <>{missing.join(' ')}</>;
  const [lead, ...others] = leadsOf(result);
  if (lead) {
    return (
      <>
        <a href={hrefOf(lead)}>
          <Name text={lead.function.name} />
        </a>
        {reachText(lead)} {findingText(lead)}
        {others.length > 0 && `, and ${others.length} more`}.
      </>
    );
  }
  if (outcome !== 'unchanged' && service) return <>{serviceText(service)}, in no function that was found.</>;
  return (
    <>
      {findings.length > 0 && 'code moved, '}
      {nothingFoundText(result)}.
    </>
  );
}
