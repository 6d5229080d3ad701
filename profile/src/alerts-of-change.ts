import type { Alert } from './alert.js';
import { placeLines, shownName, whereText } from './alert-text.js';
import type { ShareChange } from './changes-report.js';
import { pagePath, selectorText } from './page-path.js';
import { changedText } from './verdict/words.js';

const DAY_MS = 86_400_000;

/** A function that takes more, though nothing was deployed: what got cheaper, went away, or has a verdict alerts nobody. */
export function alertsOfChange(change: ShareChange): Alert[] {
  const { id, service, env, version, ratio, wentAwayMs, range, beforeRange, afterRange, foundMs } = change;
  if (version !== null || wentAwayMs !== null || ratio.value <= 1) return [];
  const { name } = change.function;
  const selector = selectorText('cpu', { service, env });
  return [
    {
      ...{ id, kind: 'change', service, env, version, function: name },
      title: `${shownName(change.function)} takes more in ${whereText(service, null, env)}, without a deploy: ${changedText(change)}`,
      details: [...placeLines(change.function), `Changed between ${utc(range.fromMs)} and ${utc(range.untilMs)} UTC`],
      // A day on either side: it has every time of the day once.
      path: pagePath('/compare', {
        base: selector,
        comparison: selector,
        baseFrom: String(Math.max(beforeRange.fromMs, beforeRange.untilMs - DAY_MS)),
        baseUntil: String(beforeRange.untilMs),
        from: String(afterRange.fromMs),
        until: String(Math.min(afterRange.untilMs, afterRange.fromMs + DAY_MS)),
        search: name,
      }),
      ...{ foundMs, range, advisoryOnly: false },
    },
  ];
}

function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
