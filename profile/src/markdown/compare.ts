import type { DeployVerdict, DiffReport, DiffRow, Side, WaterfallStep } from '../api.js';
import { joinMatched } from '../matched-rows.js';
import { formatChange, formatSeconds, formatShare, formatValue, normFormat, normWords, plural } from '../units.js';
import type { MatchedFunction } from '../verdict/types.js';
import { ageNotes, origin, path, place, times } from './evidence.js';
import { document, left, right, section, table } from './table.js';
import { code, plain } from './text.js';
import { verdictBlocks } from './verdict.js';

const MOST_FUNCTIONS = 20;

/**
 * What changed between two sides: whether that is more than what differs between instances, where versions were compared; in
 * one line, in parts that add up, and by function. `title` may be empty.
 */
export function compareMarkdown(
  title: string,
  report: DiffReport,
  url = '',
  verdict: DeployVerdict | null = null,
): string {
  const { type, norm } = report;
  const unit = plain(report.unit);
  const format = normFormat(unit, norm);
  return document(
    title === '' ? '# What changed' : `# ${plain(title)}: what changed`,
    sides(report, unit),
    ...untold('Before', report.base),
    ...untold('After', report.comparison),
    whole(report, format),
    verdict === null ? '' : section('Verdict', ...verdictBlocks(verdict)),
    section(`By call path, ${plain(type)} ${normWords(norm)}`, steps(report, format)),
    section(`By function, ${plain(type)} ${normWords(norm)}`, functions(report, verdict?.result.matches ?? [], format)),
    origin(url),
  );
}

type Format = (value: number) => string;

/** What files do not know is left out. */
function sides({ base, comparison }: DiffReport, unit: string): string {
  const row = (heading: string, cell: (side: Side) => string) => [heading, cell(base), cell(comparison)];
  const knows = (fact: (side: Side) => unknown) => Boolean(fact(base) || fact(comparison));
  return table(
    [left(''), left('Before'), left('After')],
    [
      row('Query', ({ query }) => code(query)),
      ...(knows(({ fromMs }) => fromMs) ? [row('Time', ({ fromMs, untilMs }) => times(fromMs, untilMs))] : []),
      row('Total', ({ total }) => formatValue(total, unit)),
      row('From', ({ profiles, instances }) => `${plural(profiles, 'profile')} of ${plural(instances, 'instance')}`),
      ...(knows(({ instanceSeconds }) => instanceSeconds)
        ? [row('Instance time', ({ instanceSeconds }) => formatSeconds(instanceSeconds))]
        : []),
      ...(knows(({ requests }) => requests)
        ? [row('Requests', ({ requests }) => (requests === null ? 'not counted' : plural(requests, 'request')))]
        : []),
    ],
  );
}

function untold(heading: string, side: Side): string[] {
  return ageNotes({ untold: side.untold }).map((note) => `${heading}: ${note}`);
}

function whole({ type, norm, nodes }: DiffReport, format: Format): string {
  if (norm === 'share') return 'Shares of each side: where the work went, not how much there was.';
  const [before, after] = [nodes.baseTotal[0] ?? 0, nodes.total[0] ?? 0];
  const change = before > 0 ? ` (${formatChange(after / before - 1, formatShare)})` : '';
  return `${plain(type)} ${normWords(norm)}: **${format(before)} → ${format(after)}**${change}`;
}

/** The waterfall: rows that add up to the change of the whole. */
function steps({ waterfall }: DiffReport, format: Format): string {
  const { bars, rest, whole } = waterfall;
  const row = (step: WaterfallStep, name: string) => [
    signed(step.change, format),
    format(step.base),
    format(step.comparison),
    name,
  ];
  return table(
    [right('Change'), right('Before'), right('After'), left('Call path')],
    [...bars.map((bar) => row(bar, path(bar.path, bar.depth))), row(rest, 'everything else'), row(whole, '**all**')],
  );
}

function functions({ changes }: DiffReport, matches: readonly MatchedFunction[], format: Format): string {
  const changed = joinMatched(changes, matches).filter((row) => row.kind !== 'same');
  if (changed.length === 0) return 'No function changed.';
  const rows = changed
    .slice(0, MOST_FUNCTIONS)
    .map((row) => [
      signed(row.self - row.baseSelf, format),
      format(row.baseSelf),
      format(row.self),
      signed(row.total - row.baseTotal, format),
      code(row.function) + (row.match ? ` (was ${code(row.match.base.name)})` : kind(row)),
      place(row),
    ]);
  const more = changed.length - rows.length;
  const headings = [right('Self change'), right('Before'), right('After'), right('Total change')];
  return `${table([...headings, left('Function'), left('Where')], rows)}${more > 0 ? `\n\nAnd ${more} more.` : ''}`;
}

function kind(row: DiffRow): string {
  return row.kind === 'new' || row.kind === 'gone' ? ` (${row.kind})` : '';
}

function signed(value: number, format: Format): string {
  const mark = value > 0 ? '▲ ' : value < 0 ? '▼ ' : '';
  return mark + formatChange(value, format);
}
