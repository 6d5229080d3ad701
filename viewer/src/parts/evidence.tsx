import type { FlamegraphReport, Side } from '@perf/profile/api.js';
import { basis, hiddenText, times } from '@perf/profile/markdown/evidence.js';
import { formatInteger, formatShare, formatValue } from '@perf/profile/units.js';
import { AgeNote } from './age-note.js';

/** What was asked and what answers it, for pictures. */
export function evidenceLines(side: Side & { readonly unit: string }): string[] {
  return [
    `${side.query}, ${times(side.fromMs, side.untilMs)}`,
    `${formatValue(side.total, side.unit)} · ${basis(side)}${hiddenText(side, side.unit)}`,
  ];
}

/** How much of the tree is drawn: what was too small is folded, and still counted. */
export function truncationText(report: FlamegraphReport): string {
  const { nodes, treeNodes } = report;
  // The root is no frame.
  let shown = -1;
  let folded = 0;
  nodes.folded.forEach((count, node) => {
    if (count === 0) shown++;
    else folded += nodes.total[node] ?? 0;
  });
  if (folded === 0) return `all ${formatInteger(shown)} frames shown`;
  const part = formatShare(folded / (nodes.total[0] || 1));
  return `${formatInteger(shown)} of ${formatInteger(treeNodes - 1)} frames shown, ${part} in small frames`;
}

interface EvidenceLineProps {
  readonly report: FlamegraphReport;
  readonly nowMs: number;
}

export function EvidenceLine({ report, nowMs }: EvidenceLineProps) {
  return (
    <>
      <p class="evidence">
        <strong>{formatValue(report.total, report.unit)}</strong> · {basis(report)} · {truncationText(report)}
        {hiddenText(report, report.unit)}
      </p>
      <AgeNote resolutionMs={0} untold={report.untold} nowMs={nowMs} />
    </>
  );
}
