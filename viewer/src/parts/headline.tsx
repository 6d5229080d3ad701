import type { DiffReport } from '@perf/profile/api.js';
import { formatChange, formatShare, normWords } from '@perf/profile/units.js';

interface HeadlineProps {
  readonly report: DiffReport;
  readonly format: (value: number) => string;
}

/** The whole in one line, and the function that changed most. */
export function Headline({ report, format }: HeadlineProps) {
  const before = report.nodes.baseTotal[0] ?? 0;
  const after = report.nodes.total[0] ?? 0;
  const most = report.changes[0];
  return (
    <div class="headline">
      {report.norm === 'share' ? (
        <p>Shares of each side: where the work went, not how much there was.</p>
      ) : (
        <p>
          <strong>{report.type}</strong> {normWords(report.norm)}: {format(before)} → <strong>{format(after)}</strong>
          {before > 0 && <span class="headline-change"> {formatChange(after / before - 1, formatShare)}</span>}
        </p>
      )}
      {most && most.self !== most.baseSelf && (
        <p>
          Most by itself: <strong>{most.function}</strong> {formatChange(most.self - most.baseSelf, format)}
        </p>
      )}
    </div>
  );
}

/** The first line of it as plain text, for pictures. */
export function headlineText({ type, norm, nodes }: DiffReport, format: (value: number) => string): string {
  if (norm === 'share') return `${type} ${normWords(norm)}`;
  return `${type} ${normWords(norm)}: ${format(nodes.baseTotal[0] ?? 0)} → ${format(nodes.total[0] ?? 0)}`;
}
