import type { DiffReport, DiffRow, Norm } from '@perf/profile/api.js';
import { compareMarkdown } from '@perf/profile/markdown/compare.js';
import { Command, Option } from 'commander';
import { evidenceText } from '../evidence.js';
import { formatChange, formatNormed } from '../format.js';
import { connect, limitOption, print, type ViewOptions, withView } from '../options.js';
import { table } from '../table.js';

const NORMS: readonly Norm[] = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'];

interface DiffOptions extends ViewOptions {
  baseFrom?: string;
  baseUntil?: string;
  norm: Norm;
  limit: number;
  format: 'text' | 'markdown';
}

export function diffCommand(): Command {
  return withView(new Command('diff'))
    .description('what changed between two selections, functions with the largest change first')
    .argument('<base>', 'the selector before, such as \'cpu{service="checkout",version="1.4.1"}\'')
    .argument('<comparison>', 'the selector after, such as \'cpu{service="checkout",version="1.4.2"}\'')
    .option('--base-from <time>', "the beginning of the base's range (default: --from)")
    .option('--base-until <time>', "the end of the base's range (default: --until)")
    .addOption(new Option('--norm <norm>', 'what both sides are divided by').choices(NORMS).default('share'))
    .addOption(limitOption('how many functions', 20))
    .addOption(
      new Option('--format <format>', 'a table, or a report for an issue')
        .choices(['text', 'markdown'])
        .default('text'),
    )
    .action(async (base: string, comparison: string, options: DiffOptions, command: Command) => {
      const { from, until, view, norm, limit, format } = options;
      const baseRange = { baseFrom: options.baseFrom ?? from, baseUntil: options.baseUntil ?? until };
      const parameters = { base, comparison, from, until, ...baseRange, view, norm };
      const report = await connect(command).get<DiffReport>('diff', parameters);
      print(command, report, (answer) =>
        format === 'markdown' ? compareMarkdown('', answer).trimEnd() : diffText(answer, limit),
      );
    });
}

/** Both sides' evidence and the first `limit` rows of the change table. */
export function diffText(report: DiffReport, limit: number): string {
  const { type, unit, base, comparison } = report;
  const sides = `base:       ${indented(evidenceText(base, type, unit))}\ncomparison: ${indented(evidenceText(comparison, type, unit))}`;
  const rows = report.changes.slice(0, limit).map((row) => cells(row, report));
  if (rows.length === 0) return sides;
  const changes = table(
    [
      { heading: 'self change', align: 'right' },
      { heading: 'base', align: 'right' },
      { heading: 'comparison', align: 'right' },
      { heading: 'total change', align: 'right' },
      { heading: '', align: 'left' },
      { heading: 'function', align: 'left' },
      { heading: 'file', align: 'left' },
    ],
    rows,
  );
  return `${sides}\n\n${changes}`;
}

function cells(row: DiffRow, { unit, norm }: DiffReport): string[] {
  return [
    formatChange(row.self - row.baseSelf, unit, norm),
    formatNormed(row.baseSelf, unit, norm),
    formatNormed(row.self, unit, norm),
    formatChange(row.total - row.baseTotal, unit, norm),
    row.kind === 'new' || row.kind === 'gone' ? row.kind : '',
    row.function,
    [row.package, row.file].filter(Boolean).join(' '),
  ];
}

function indented(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat('comparison: '.length)}`);
}
