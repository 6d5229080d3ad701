import type { IntervalReport, Leak, LeaksReport, LeakTest } from '@perf/profile/api.js';
import { formatSeconds, formatValue, plural } from '@perf/profile/units.js';
import { leakHistory, leakRoute } from '../background.js';
import { isolated } from '../names.js';
import { formatTime } from '../time.js';
import { printRoute } from '../url.js';
import { FunctionName } from './function-name.js';

interface LeaksTableProps extends Readonly<LeaksReport> {
  readonly nowMs: number;
}

/** What is allocated and never freed, the soonest to fill a heap first, or what was tested where there is none. */
export function LeaksTable({ leaks, tested, nowMs }: LeaksTableProps) {
  return (
    <>
      <h2>Leaks</h2>
      {leaks.length > 0 && (
        <div class="table-frame">
          <table class="leaks">
            <thead>
              <tr>
                <th scope="col">Allocated by</th>
                <th scope="col">Found</th>
                <th scope="col" class="number">
                  Grows an hour, 95 % interval
                </th>
                <th scope="col" class="number">
                  Heap full in
                </th>
                <th scope="col">Instances</th>
                <th scope="col">Since</th>
                <th scope="col">
                  <span class="visually-hidden">More</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {leaks.map((leak) => (
                <LeakRow key={leak.id} leak={leak} nowMs={nowMs} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {leaks.length + tested.length === 0 && <p class="place">Nothing was tested yet.</p>}
      {tested.map((test) => (
        <p key={test.env} class="place">
          {testText(test, nowMs)}
        </p>
      ))}
    </>
  );
}

function LeakRow({ leak, nowMs }: { readonly leak: Leak; readonly nowMs: number }) {
  const { function: fn, line, path, verdict, bytesPerHour, msToLimit, foundIn, testedIn, versions, endedMs } = leak;
  return (
    <tr class={endedMs === null ? '' : 'noise'}>
      <td>
        <a class="link" href={printRoute(leakRoute(leak))} title={path.map(({ name }) => isolated(name)).join(' › ')}>
          <FunctionName {...fn} line={line} />
        </a>
      </td>
      <td>
        <span class={endedMs === null ? 'finding-label leaking' : 'finding-label'}>
          {endedMs !== null ? 'Ended' : verdict === 'leak' ? 'Leak' : 'Growing'}
        </span>
        {endedMs !== null && <span class="place"> {formatTime(endedMs, nowMs)}</span>}
      </td>
      <td class="number">
        <strong>{bytes(bytesPerHour.value)}</strong>, {bytes(bytesPerHour.low)} to {bytes(bytesPerHour.high)}
      </td>
      <td class="number">{endedMs === null ? limitText(msToLimit) : ''}</td>
      <td title={versions.map(isolated).join(', ')}>
        {foundIn} of {testedIn}
      </td>
      <td class="place">{formatTime(leak.sinceMs, nowMs)}</td>
      <td>
        <a class="history-link" href={printRoute(leakHistory(leak))} aria-label={`History of ${isolated(fn.name)}`}>
          history
        </a>
      </td>
    </tr>
  );
}

function limitText(msToLimit: IntervalReport | null) {
  if (msToLimit === null) return 'no limit known';
  const { value, low, high } = msToLimit;
  if (value === 0) return <strong>full now</strong>;
  return (
    <>
      <strong>{formatSeconds(value / 1000)}</strong>, {formatSeconds(low / 1000)} to {formatSeconds(high / 1000)}
    </>
  );
}

function testText({ env, testedMs, instances, young, sites }: LeakTest, nowMs: number): string {
  const where = env === '' ? '' : `${isolated(env)}: `;
  const waits = young > 0 ? ` Too young to be tested: ${plural(young, 'instance')}.` : '';
  if (testedMs === 0) return `${where}Not tested yet.${waits}`;
  return `${where}${plural(sites, 'allocation site')} of ${plural(instances, 'instance')} tested, last ${formatTime(testedMs, nowMs)}.${waits}`;
}

function bytes(value: number): string {
  return formatValue(value, 'bytes');
}
