/** What was found without a deploy, and where it can be seen. Pure. */
import type { Leak, ShareChange } from '@perf/profile/api.js';
import { VERDICT_TYPE } from '@perf/profile/verdict-question.js';
import { selectorOf } from './selector.js';
import { rangeOf } from './time.js';
import {
  type CompareRoute,
  compareRoute,
  type FunctionRoute,
  functionRoute,
  type ServiceRoute,
  serviceRoute,
} from './url.js';

const HEAP_TYPE = 'inuse_space';

/** The heap at the call path that leaks, as of when it was seen last. */
export function leakRoute({ service, env, pathId, range }: Leak): ServiceRoute {
  return serviceRoute(service, {
    selector: selectorOf(HEAP_TYPE, { service, env }),
    range: rangeOf(range),
    focus: pathId,
  });
}

/** What the function holds over time, whatever calls it. */
export function leakHistory({ service, env, function: fn, range }: Leak): FunctionRoute {
  return functionRoute(service, fn, { selector: selectorOf(HEAP_TYPE, { service, env }), range: rangeOf(range) });
}

/** Before the change against after it, at the function. */
export function changeRoute({ service, env, function: fn, beforeRange, afterRange }: ShareChange): CompareRoute {
  const selector = selectorOf(VERDICT_TYPE, { service, env });
  return compareRoute({
    ...{ base: selector, comparison: selector, norm: 'share', search: fn.name },
    ...{ baseRange: rangeOf(beforeRange), range: rangeOf(afterRange) },
  });
}

/** The function over all that was looked at. */
export function changeHistory({ service, env, function: fn, beforeRange, afterRange }: ShareChange): FunctionRoute {
  const range = rangeOf({ fromMs: beforeRange.fromMs, untilMs: afterRange.untilMs });
  return functionRoute(service, fn, { selector: selectorOf(VERDICT_TYPE, { service, env }), range });
}
