import type { Alert } from './alert.js';
import { placeLines, shownName, whereText } from './alert-text.js';
import type { Leak } from './leaks-report.js';
import { visible } from './markdown/text.js';
import { pagePath, selectorText } from './page-path.js';
import { plural } from './units.js';
import { leakText } from './verdict/words.js';

/** A leak that goes on; none of what only grows so far, which a cache does as well. */
export function alertsOfLeak(leak: Leak): Alert[] {
  const { id, service, env, verdict, endedMs, foundMs, range, instances, versions } = leak;
  if (verdict !== 'leak' || endedMs !== null) return [];
  const { name, file } = leak.function;
  const query = selectorText('inuse_space', { service, env });
  const times = { from: String(Math.round(range.fromMs)), until: String(Math.round(range.untilMs)) };
  return [
    {
      ...{ id, kind: 'leak', service, env, version: null, function: name },
      title: `${shownName(leak.function)} leaks in ${whereText(service, null, env)}: ${leakText(leak)}`,
      details: [
        ...placeLines(leak.function),
        `In instances of ${versions.map((version) => visible(version)).join(', ')}`,
        ...instances.slice(0, 1).map(({ instance, blocks, samples }) => {
          const byAge = blocks.map(Math.round).join(', ');
          return `${visible(instance)}: ${plural(samples, 'sample')} alive, from old to young ${byAge}`;
        }),
      ],
      path: pagePath('/function', { name, file, query, ...times }),
      ...{ foundMs, range, advisoryOnly: false },
    },
  ];
}
