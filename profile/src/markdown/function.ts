import type { FunctionHistory, FunctionReport, TreeColumns } from '../api.js';
import type { FunctionData } from '../pages.js';
import { formatShare, formatValue } from '../units.js';
import { ageNotes, evidence, origin, place, times, utc } from './evidence.js';
import { document, left, right, section, table } from './table.js';
import { code, plain } from './text.js';

const MOST_ROWS = 10;

/** One function: in each version, by line, who calls it and what it calls. */
export function functionMarkdown(
  fn: { readonly name: string; readonly file: string },
  data: Pick<FunctionData, 'history' | 'function'>,
  url = '',
): string {
  const { history, function: report } = data;
  return document(
    `# ${plain(fn.name)}: ${plain(history.type)}`,
    fn.file === '' ? '' : code(fn.file),
    report === null
      ? `${code(history.query)}, ${times(history.fromMs, history.untilMs)}\n\nIt did not run in this range.`
      : evidence(report, report.unit),
    report === null ? '' : amount(report),
    ...ageNotes(history),
    section('Versions', versions(history)),
    section('Lines', lines(history)),
    report === null ? '' : callersAndCallees(report),
    origin(url),
  );
}

/** The direct callers and callees of a function, the heaviest first. */
export function callersAndCallees(report: FunctionReport): string {
  const halves = [
    [`Who calls ${code(report.function.name)}`, report.callers],
    [`What ${code(report.function.name)} calls`, report.callees],
  ] as const;
  return halves
    .map(([heading, nodes]) => section(heading, neighbours(report, nodes)))
    .filter((text) => text !== '')
    .join('\n\n');
}

function amount({ function: fn, total, unit }: FunctionReport): string {
  const part = (value: number) => `${formatValue(value, unit)} (${formatShare(total > 0 ? value / total : 0)})`;
  return `${part(fn.self)} itself, ${part(fn.total)} with all it calls.`;
}

function neighbours(report: FunctionReport, nodes: TreeColumns): string {
  const whole = nodes.total[0] || 1;
  const next = nodes.parent.flatMap((parent, node) => (parent === 0 ? [node] : []));
  const rows = next.slice(0, MOST_ROWS).map((node) => {
    const fn = nodes.name[node] as number;
    const total = nodes.total[node] ?? 0;
    const where = { file: report.files[fn] ?? '', package: report.packages[fn] ?? '' };
    return [formatValue(total, report.unit), formatShare(total / whole), code(report.names[fn] ?? ''), place(where)];
  });
  return table([right('Total'), right('Part of it'), left('Function'), left('Where')], rows);
}

function versions({ versions: rows, unit }: FunctionHistory): string {
  return table(
    [left('Version'), left('Env'), right('Self'), right('Total'), right('Share of the total'), left('First seen')],
    rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        row.version === '' ? '' : code(row.version),
        row.env === '' ? '' : code(row.env),
        formatValue(row.self, unit),
        formatValue(row.total, unit),
        formatShare(row.whole > 0 ? row.total / row.whole : 0),
        `${utc(row.firstMs)} UTC`,
      ]),
  );
}

function lines({ lines: rows, unit }: FunctionHistory): string {
  const known = rows.filter(({ line }) => line > 0).sort((a, b) => b.total - a.total);
  return table(
    [right('Line'), right('Self'), right('Total')],
    known
      .slice(0, MOST_ROWS)
      .map(({ line, self, total }) => [String(line), formatValue(self, unit), formatValue(total, unit)]),
  );
}
