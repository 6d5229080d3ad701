import type { Leak, ShareChange } from '@perf/profile/api.js';
import { formatValue } from '@perf/profile/units.js';
import { changedText, leakText, untilFullText } from '@perf/profile/verdict/words.js';
import { changeRoute, leakRoute } from '../background.js';
import { printRoute } from '../url.js';
import { Name } from './name.js';

interface FoundRowProps {
  readonly leaks: readonly Leak[];
  readonly changes: readonly ShareChange[];
}

/** In a service's card: the leak that fills a heap first, or else the newest change that nobody deployed. */
export function FoundRow({ leaks: [leak, ...leaks], changes: [change, ...changes] }: FoundRowProps) {
  const others = leaks.length + changes.length + (leak && change ? 1 : 0);
  return (
    <div>
      <dt>{leak ? (leak.verdict === 'leak' ? 'Leaks' : 'Grows') : 'Drifts'}</dt>
      <dd>
        {leak ? (
          <a class="card-extra" href={printRoute(leakRoute(leak))} title={leakText(leak)}>
            <Name text={leak.function.name} /> <strong class="outcome leaking">{amountText(leak)}</strong>
          </a>
        ) : (
          change && (
            <a class="card-extra" href={printRoute(changeRoute(change))} title={changedText(change)}>
              <Name text={change.function.name} />{' '}
              <strong class={change.after > change.before ? 'change grew' : 'change shrank'}>
                {Number(change.ratio.value.toPrecision(2))} times
              </strong>
            </a>
          )
        )}
        {others > 0 && <span class="place"> and {others} more</span>}
      </dd>
    </div>
  );
}

function amountText({ bytesPerHour, msToLimit }: Leak): string {
  return msToLimit === null ? `${formatValue(bytesPerHour.value, 'bytes')} an hour` : untilFullText(msToLimit);
}
