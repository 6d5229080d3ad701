import type { ChangesLook, ChangesReport, ShareChange } from '@perf/profile/api.js';
import { formatShare, plural } from '@perf/profile/units.js';
import { changedText } from '@perf/profile/verdict/words.js';
import { changeHistory, changeRoute } from '../background.js';
import { isolated } from '../names.js';
import { formatTime } from '../time.js';
import { printRoute } from '../url.js';
import { FunctionName } from './function-name.js';
import { Name } from './name.js';

interface ChangesTableProps extends Readonly<ChangesReport> {
  readonly nowMs: number;
}

/** Functions whose share of CPU changed for good, the newest change first, or what was looked at where there is none. */
export function ChangesTable({ changes, looked, nowMs }: ChangesTableProps) {
  return (
    <>
      <h2>Changes</h2>
      {changes.length > 0 && (
        <div class="table-frame">
          <table class="share-changes">
            <thead>
              <tr>
                <th scope="col">Function</th>
                <th scope="col">Own share, 95 % interval of the ratio</th>
                <th scope="col">Between</th>
                <th scope="col">With</th>
                <th scope="col">
                  <span class="visually-hidden">More</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <ChangedRow key={change.id} change={change} nowMs={nowMs} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changes.length + looked.length === 0 && <p class="place">Nothing was looked at yet.</p>}
      {looked.map((look) => (
        <p key={look.env} class="place">
          {lookText(look, nowMs)}
        </p>
      ))}
    </>
  );
}

function ChangedRow({ change, nowMs }: { readonly change: ShareChange; readonly nowMs: number }) {
  const { function: fn, before, after, range, version, wentAwayMs } = change;
  return (
    <tr class={wentAwayMs === null ? '' : 'noise'}>
      <td>
        <a class="link" href={printRoute(changeRoute(change))} title="Before it against after it">
          <FunctionName {...fn} />
        </a>
      </td>
      <td class={`change ${after > before ? 'grew' : 'shrank'}`}>
        <span class="glyph" aria-hidden="true">
          {after > before ? '▲' : '▼'}
        </span>
        {changedText(change)}
      </td>
      <td class="place">
        {formatTime(range.fromMs, nowMs)} – {formatTime(range.untilMs, nowMs)}
        {wentAwayMs !== null && `, back since ${formatTime(wentAwayMs, nowMs)}`}
      </td>
      <td>{version === null ? <span class="place">no deploy</span> : <Name text={version} />}</td>
      <td>
        <a class="history-link" href={printRoute(changeHistory(change))} aria-label={`History of ${isolated(fn.name)}`}>
          history
        </a>
      </td>
    </tr>
  );
}

function lookText({ env, lookedMs, functions, share, range }: ChangesLook, nowMs: number): string {
  const where = env === '' ? '' : `${isolated(env)}: `;
  const when = `${formatTime(range.fromMs, nowMs)} – ${formatTime(range.untilMs, nowMs)}`;
  return `${where}${plural(functions, 'function')}, ${formatShare(share)} of CPU, looked at over ${when}, last ${formatTime(lookedMs, nowMs)}.`;
}
