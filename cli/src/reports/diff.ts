import type { DiffReport, DiffRow } from '@perf/profile/api.js';
import { formatChange, normFormat, normWords, type Source } from '@perf/profile/units.js';
import { evidenceText, fileEvidenceText, placeText } from '../evidence.js';
import { left, printable, right, table } from '../table.js';
import type { Paint, Style } from '../terminal/paint.js';

/** As much of a comparison as its table needs. */
export type Changes = Pick<DiffReport, 'type' | 'unit' | 'norm' | 'base' | 'comparison' | 'changes'>;

/** Both sides' evidence and the first `limit` rows of the change table. */
export function diffText(report: Changes, source: Source, limit: number, paint: Paint): string {
  const { type, unit, norm, base, comparison } = report;
  const evidence = source === 'file' ? fileEvidenceText : evidenceText;
  const sides = [
    `base:       ${indented(evidence(base, type, unit))}`,
    `comparison: ${indented(evidence(comparison, type, unit))}`,
  ].join('\n');
  const format = normFormat(unit, norm);
  const rows = report.changes.slice(0, limit).map((row) => cells(row, format));
  if (rows.length === 0) return sides;
  const changes = table(
    [
      right('self change', change),
      right('base'),
      right('comparison'),
      right('total change', change),
      left(''),
      left('function', () => 'strong'),
      left('file'),
    ],
    rows,
    paint,
  );
  const more = report.changes.length - rows.length;
  const rest =
    more > 0 ? `\n\n${paint('quiet', `And ${more} more: see them with --limit ${report.changes.length}.`)}` : '';
  return `${sides}\n\n${printable(type)} ${normWords(norm, source)}\n\n${changes}${rest}`;
}

function cells(row: DiffRow, format: (value: number) => string): string[] {
  return [
    formatChange(row.self - row.baseSelf, format),
    format(row.baseSelf),
    format(row.self),
    formatChange(row.total - row.baseTotal, format),
    row.kind === 'new' || row.kind === 'gone' ? row.kind : '',
    row.function,
    placeText(row),
  ];
}

function change(cell: string): Style {
  if (cell.startsWith('+')) return 'more';
  return cell.startsWith('−') ? 'less' : 'plain';
}

function indented(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat('comparison: '.length)}`);
}
