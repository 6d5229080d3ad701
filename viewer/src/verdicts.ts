/** From verdicts to the comparisons that show what they found. Pure. */
import type { Comparison, DeployVerdict, Finding } from '@perf/profile/api.js';
import { findingText, leadsOf, OUTCOME_WORDS, reachText } from '@perf/profile/verdict/words.js';
import { VERDICT_TYPE } from '@perf/profile/verdict-question.js';
import { isolated } from './names.js';
import { selectorOf } from './selector.js';
import { rangeOf } from './time.js';
import { type CompareRoute, compareRoute } from './url.js';

const PATH_FRAMES = 5;

/** What was compared, over the times that were; at a finding's function, where there is one. */
export function compareVerdict(verdict: DeployVerdict, finding: Finding | null): CompareRoute {
  const { service, env, version, previous, range, baseRange } = verdict;
  const select = (of: string) => selectorOf(VERDICT_TYPE, { service, version: of, env });
  return compareRoute({
    base: select(previous),
    comparison: select(version),
    baseRange: rangeOf(baseRange),
    range: rangeOf(range),
    search: finding?.function.name ?? '',
    width: finding?.label === 'gone' ? 'before' : 'after',
  });
}

/** The outcome and the best evidence for it, as plain text without a full stop: `Regressed: price +11 % of CPU, 8 to 14 %` */
export function verdictSaid(result: Comparison): string {
  const outcome =
    OUTCOME_WORDS[result.outcome] + (result.advisoryOnly && result.outcome !== 'undecided' ? ' (advisory)' : '');
  const [lead, ...others] = leadsOf(result);
  if (!lead) return outcome;
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return `${outcome}: ${isolated(lead.function.name)}${reachText(lead)} ${findingText(lead)}${more}`;
}

/** The way to where a function changed most, or to the path that did: its nearest callers. */
export function pathText({ path }: Finding): string {
  const near = path.slice(-PATH_FRAMES).map(({ name }) => isolated(name));
  return [...(path.length > near.length ? ['…'] : []), ...near].join(' › ');
}
