import type { DeployVerdict, Finding } from '@perf/profile/api.js';
import { formatInteger } from '@perf/profile/units.js';
import { changeText, intervalText, LABEL_WORDS, matchText, reachText } from '@perf/profile/verdict/words.js';
import { printRoute } from '../url.js';
import { compareVerdict, pathText } from '../verdicts.js';
import { FunctionName } from './function-name.js';
import { Name } from './name.js';

const HEADINGS = ['Change of CPU, 95 % interval', 'Samples before → after'];

/** All that was found, the best evidence first, each with what it rests on. Nothing where nothing was. */
export function FindingsTable({ verdict }: { readonly verdict: DeployVerdict }) {
  const { findings } = verdict.result;
  if (findings.length === 0) return null;
  return (
    <div class="table-frame">
      <table class="findings">
        <thead>
          <tr>
            <th scope="col">Function</th>
            <th scope="col">Found</th>
            {HEADINGS.map((heading) => (
              <th key={heading} scope="col" class="number">
                {heading}
              </th>
            ))}
            <th scope="col">Matched by</th>
          </tr>
        </thead>
        <tbody>
          {findings.map((finding, at) => (
            <FindingRow
              // Of one function there may be several.
              key={`${at} ${finding.function.name}`}
              finding={finding}
              href={printRoute(compareVerdict(verdict, finding))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FindingRow({ finding, href }: { readonly finding: Finding; readonly href: string }) {
  const { label, function: fn, movedFrom, base, comparison } = finding;
  return (
    <tr>
      <td>
        <a class="link" href={href} title={pathText(finding)}>
          <FunctionName {...fn} />
        </a>
        <span class="place">{reachText(finding)}</span>
      </td>
      <td>
        <span class={`finding-label ${label}`}>{LABEL_WORDS[label]}</span>
        {movedFrom && (
          <span class="place">
            {' '}
            from <Name text={movedFrom.name} />
          </span>
        )}
      </td>
      <td class="number">
        <strong>{changeText(finding.delta, finding)}</strong>, {intervalText(finding)}
      </td>
      <td class="number">
        {formatInteger(base.samples)} → {formatInteger(comparison.samples)}
      </td>
      <td class="place">{matchText(finding)}</td>
    </tr>
  );
}
