import type { TopReport } from '@perf/profile/api.js';
import { formatShare, formatValue } from '@perf/profile/units.js';
import { placeText } from '../evidence.js';
import { left, right, table } from '../table.js';
import type { Paint } from '../terminal/paint.js';

/** Functions by their own cost, below a heading that says what they are of. */
export function topText(report: TopReport, heading: string, paint: Paint): string {
  const share = (value: number) => formatShare(report.total === 0 ? 0 : value / report.total);
  const rows = report.functions.map((row) => [
    formatValue(row.self, report.unit),
    share(row.self),
    formatValue(row.total, report.unit),
    share(row.total),
    row.name,
    placeText(row),
  ]);
  if (rows.length === 0) return heading;
  const columns = [
    right('self', () => 'strong'),
    right(''),
    right('total'),
    right(''),
    left('function', () => 'strong'),
  ];
  return `${heading}\n\n${table([...columns, left('file')], rows, paint)}`;
}
