import type { DiffReport } from '@perf/profile/api.js';
import { formatChange, formatShare, normWords, type Source } from '@perf/profile/units.js';
import { Name } from './name.js';

interface HeadlineProps {
  readonly source: Source;
  readonly report: DiffReport;
  readonly format: (value: number) => string;
}

/** The whole in one line, and the function that changed most. */
export function Headline({ source, report, format }: HeadlineProps) {
  const before = report.nodes.baseTotal[0] ?? 0;
  const after = report.nodes.total[0] ?? 0;
  const most = report.changes[0];
  return (
    <div class="headline">
      {report.norm === 'share' ? (
        <p>Shares of each side: where the work went, not how much there was.</p>
      ) : (
        <p>
          <strong>{report.type}</strong> {normWords(report.norm, source)}: {format(before)} →{' '}
          <strong>{format(after)}</strong>
          {before > 0 && <span class="headline-change"> {formatChange(after / before - 1, formatShare)}</span>}
        </p>
      )}
      {most && most.self !== most.baseSelf && (
        <p>
          Most by itself: <Name class="name" text={most.function} /> {formatChange(most.self - most.baseSelf, format)}
        </p>
      )}
    </div>
  );
}

/** The first line of it as plain text, for pictures. */
export function headlineText({ report, source, format }: HeadlineProps): string {
  const { type, norm, nodes } = report;
  const words = `${type} ${normWords(norm, source)}`;
  if (norm === 'share') return words;
  return `${words}: ${format(nodes.baseTotal[0] ?? 0)} → ${format(nodes.total[0] ?? 0)}`;
}
