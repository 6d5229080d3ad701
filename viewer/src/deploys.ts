/** From a deploy, or a range, to the comparison that says what changed. Pure. */
import type { Deploy } from '@perf/profile/api.js';
import { type Selector, selectorOf } from './selector.js';
import { usualBases } from './side-spans.js';
import { rangeOf, type Span } from './time.js';
import { type CompareRoute, compareRoute } from './url.js';

/** What follows a deploy is compared for at most this long; the base gets as long before it. */
const LONGEST_MS = 3600e3;
/** A process that has just started compiles and fills its caches: that is no change of the code. */
const WARM_UP_MS = 60e3;

/**
 * The deploy's first hour, less warm-up, against an equal time of the version before it. Null for a first version.
 * `deploys` are those of the service, newest first.
 */
export function compareDeploy(
  service: string,
  type: string,
  deploys: readonly Deploy[],
  deploy: Deploy,
): CompareRoute | null {
  if (deploy.previous === null) return null;
  const before = deploys.find(({ version, env }) => version === deploy.previous && env === deploy.env);
  const after = afterSpan(deploy);
  const length = after.untilMs - after.fromMs;
  // Where versions overlap, as in a rolling deploy, the base ends at the deploy; else when its version was last seen.
  const baseUntilMs = Math.min(deploy.firstMs, (before?.lastMs ?? deploy.firstMs) + 1);
  const baseFromMs = Math.max(baseUntilMs - length, Math.min(before?.firstMs ?? 0, baseUntilMs - 1));
  const select = (version: string) => selectorOf(type, { service, version, env: deploy.env });
  return compareRoute({
    base: select(deploy.previous),
    comparison: select(deploy.version),
    baseRange: rangeOf({ fromMs: baseFromMs, untilMs: baseUntilMs }),
    range: rangeOf(after),
  });
}

/** A range against the time before it. Null where the range cannot be read. */
export function compareRange(selector: Selector, span: Span): CompareRoute | null {
  const [before] = usualBases(span);
  if (!before || !Number.isFinite(before.span.fromMs)) return null;
  return compareRoute({
    base: selector,
    comparison: selector,
    baseRange: rangeOf(before.span),
    range: rangeOf(span),
  });
}

function afterSpan({ firstMs, lastMs }: Deploy): Span {
  const seen = lastMs + 1 - firstMs;
  const warmUp = seen > 10 * WARM_UP_MS ? WARM_UP_MS : 0;
  return { fromMs: firstMs + warmUp, untilMs: Math.min(firstMs + warmUp + LONGEST_MS, lastMs + 1) };
}
