import type { FunctionAmount, FunctionHistory } from '@perf/profile/api.js';
import { isInstant } from '@perf/profile/temporality.js';
import { formatInteger, formatShare, formatValue } from '@perf/profile/units.js';
import { shareOf } from './function-time.js';

/** What the function cost in each version, the newest first: by share, which load does not change, and by second. */
export function FunctionVersions({ report }: { readonly report: FunctionHistory }) {
  const { versions, unit, type } = report;
  const instant = isInstant(type);
  const envs = new Set(versions.map(({ env }) => env)).size > 1;
  const rate = (value: number, { instanceSeconds }: FunctionAmount) =>
    instant ? formatValue(value, unit) : `${formatValue(instanceSeconds > 0 ? value / instanceSeconds : 0, unit)}/s`;
  return (
    <section class="panel" aria-label="Versions">
      <div class="panel-head">
        <h2>By version</h2>
      </div>
      <div class="table-frame">
        <table class="versions">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col" class="number">
                Self
              </th>
              <th scope="col" class="number">
                Total
              </th>
              <th scope="col" class="number">
                Total {instant ? 'held' : 'per second'}
              </th>
              <th scope="col" class="number">
                Profiles
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((row) => (
              <tr key={`${row.env} ${row.version}`}>
                <td>
                  {row.version || 'no version'} {envs && <span class="place">{row.env}</span>}
                </td>
                <td class="number">{formatShare(shareOf(row, 'self'))}</td>
                <td class="number">{formatShare(shareOf(row, 'total'))}</td>
                <td class="number">{rate(row.total, row)}</td>
                <td class="number">{formatInteger(row.profiles)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
