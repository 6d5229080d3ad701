import type { FunctionHistory } from '@perf/profile/api.js';
import { formatShare, formatValue } from '@perf/profile/units.js';

const MOST_LINES = 200;

/** Which lines of the function cost: by themselves, and with what they call. */
export function FunctionLines({ report, file }: { readonly report: FunctionHistory; readonly file: string }) {
  const { unit } = report;
  const known = report.lines.filter(({ line }) => line > 0);
  const shown = [...known]
    .sort((a, b) => b.total - a.total)
    .slice(0, MOST_LINES)
    .sort((a, b) => a.line - b.line);
  const whole = report.lines.reduce((sum, { total }) => sum + total, 0);
  return (
    <section class="panel" aria-label="Lines">
      <div class="panel-head">
        <h2>By line</h2>
        <span class="place">{file}</span>
      </div>
      {shown.length === 0 ? (
        <p class="hint">Its profiles do not say which of its lines ran.</p>
      ) : (
        <div class="table-frame lines-frame">
          <table class="lines">
            <thead>
              <tr>
                <th scope="col">Line</th>
                <th scope="col" class="number">
                  Self
                </th>
                <th scope="col" class="number">
                  Total
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ line, self, total }) => (
                <tr key={line}>
                  <td>{line}</td>
                  <td class="number">{self > 0 ? formatValue(self, unit) : ''}</td>
                  <td class="number amount">
                    <span class="bar" style={{ width: `${whole > 0 ? (100 * total) / whole : 0}%` }} />
                    <span class="share">{formatShare(whole > 0 ? total / whole : 0)}</span>{' '}
                    <span class="value">{formatValue(total, unit)}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
