import type { Alert } from '../alert.js';
import type { Leak } from '../leaks-report.js';
import { visible } from '../markdown/text.js';
import { plural } from '../units.js';
import { leakText, placeText } from '../verdict/words.js';
import { functionPath, selectorText } from './links.js';
import { whereText } from './of-verdict.js';

/** A leak that goes on; none of what only grows so far, which a cache does as well. */
export function alertsOfLeak(leak: Leak): Alert[] {
  const { id, service, env, verdict, endedMs, foundMs, range, instances, foundIn, testedIn, versions } = leak;
  if (verdict !== 'leak' || endedMs !== null) return [];
  const { name } = leak.function;
  const query = selectorText('inuse_space', { service, env });
  return [
    {
      ...{ id, kind: 'leak', service, env, version: null, function: name },
      title: `${visible(name)} leaks in ${whereText(service, null, env)}: ${leakText(leak)}`,
      details: [
        `In ${placeText(leak.function)}`,
        `Found in ${foundIn} of ${plural(testedIn, 'instance')}, versions ${versions.map(visible).join(', ')}`,
        ...instances.slice(0, 1).map(({ instance, blocks, samples }) => {
          return `${visible(instance)}: ${plural(samples, 'sample')} alive, from old to young ${blocks.map(Math.round).join(', ')}`;
        }),
      ],
      path: functionPath(leak.function, query, range),
      ...{ foundMs, range, advisoryOnly: false },
    },
  ];
}
