import type { Alert } from '../alert.js';
import type { TimeRange } from '../api.js';
import type { ShareChange } from '../changes-report.js';
import { visible } from '../markdown/text.js';
import { changedText, placeText } from '../verdict/words.js';
import { comparePath, selectorText } from './links.js';
import { whereText } from './of-verdict.js';

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
      title: `${visible(name)} takes more in ${whereText(service, null, env)}, without a deploy: ${changedText(change)}`,
      details: [
        `In ${placeText(change.function)}`,
        `Changed between ${utc(range.fromMs)} and ${utc(range.untilMs)} UTC`,
      ],
      path: comparePath({
        ...{ base: selector, comparison: selector, search: name },
        baseRange: lastDay(beforeRange),
        range: firstDay(afterRange),
      }),
      ...{ foundMs, range, advisoryOnly: false },
    },
  ];
}

/** A day holds every time of day once. */
function lastDay({ fromMs, untilMs }: TimeRange): TimeRange {
  return { fromMs: Math.max(fromMs, untilMs - DAY_MS), untilMs };
}

function firstDay({ fromMs, untilMs }: TimeRange): TimeRange {
  return { fromMs, untilMs: Math.min(untilMs, fromMs + DAY_MS) };
}

function utc(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
