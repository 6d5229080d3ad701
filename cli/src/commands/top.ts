import type { TopReport } from '@perf/profile/api.js';
import { Command } from 'commander';
import { evidenceText } from '../evidence.js';
import { formatShare, formatValue } from '../format.js';
import { connect, limitOption, print, type ViewOptions, withView } from '../options.js';
import { table } from '../table.js';

interface TopOptions extends ViewOptions {
  limit: number;
}

export function topCommand(): Command {
  return withView(new Command('top'))
    .description('functions by their own cost')
    .argument('<selector>', 'such as \'cpu{service="checkout",version="1.4.2"}\'')
    .addOption(limitOption('how many functions', 20))
    .action(async (query: string, { from, until, view, limit }: TopOptions, command: Command) => {
      print(command, await connect(command).get<TopReport>('top', { query, from, until, view, limit }), topText);
    });
}

export function topText(report: TopReport): string {
  const share = (value: number) => formatShare(report.total === 0 ? 0 : value / report.total);
  const rows = report.functions.map((row) => [
    formatValue(row.self, report.unit),
    share(row.self),
    formatValue(row.total, report.unit),
    share(row.total),
    row.name,
    [row.package, row.file].filter(Boolean).join(' '),
  ]);
  const heading = evidenceText(report, report.type, report.unit);
  if (rows.length === 0) return heading;
  return `${heading}\n\n${table(
    [
      { heading: 'self', align: 'right' },
      { heading: '', align: 'right' },
      { heading: 'total', align: 'right' },
      { heading: '', align: 'right' },
      { heading: 'function', align: 'left' },
      { heading: 'file', align: 'left' },
    ],
    rows,
  )}`;
}
