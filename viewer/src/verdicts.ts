/** From verdicts to the comparisons that show what they found. Pure. */
import type { DeployVerdict, Finding } from '@perf/profile/api.js';
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

/** The way to where a function changed most, or to the path that did: its nearest callers. */
export function pathText({ path }: Finding): string {
  const near = path.slice(-PATH_FRAMES).map(({ name }) => isolated(name));
  return [...(path.length > near.length ? ['…'] : []), ...near].join(' › ');
}
