import type { DiffReport, Norm } from '@perf/profile/api.js';
import { compareMarkdown } from '@perf/profile/markdown/compare.js';
import { Command, Option } from 'commander';
import { Mistake } from '../errors.js';
import { selectBoth } from '../files/both.js';
import { diffOf } from '../files/diff.js';
import { isFile } from '../files/read.js';
import { stepsOf } from '../files/selected.js';
import { withExamples } from '../help.js';
import { connect, isJson, limitOption, print, type ViewOptions, withView } from '../options.js';
import { diffText } from '../reports/diff.js';
import { experimentIn, type SideOfService, sidesOf } from '../sides.js';
import { during } from '../terminal/progress.js';

const NORMS: readonly Norm[] = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'];

interface DiffOptions extends ViewOptions {
  service?: string;
  env?: string;
  baseFrom?: string;
  baseUntil?: string;
  norm: Norm;
  limit: number;
  format: 'text' | 'markdown';
}

export function diffCommand(): Command {
  const command = withView(new Command('diff'))
    .description('what changed between two selections, files or versions, functions with the largest change first')
    .argument(
      '[base]',
      'the selector, file, version or experiment:<name> before, such as \'cpu{service="checkout",version="1.4.1"}\'',
    )
    .argument('[comparison]', 'the one after, such as \'cpu{service="checkout",version="1.4.2"}\'')
    .option('--service <name>', 'compare two of its versions; without any, the newest with the one before it')
    .option('--env <name>', 'the environment both versions ran in, where there are several')
    .option('--base-from <time>', "the beginning of the base's range (default: --from)")
    .option('--base-until <time>', "the end of the base's range (default: --until)")
    .addOption(new Option('--norm <norm>', 'what both sides are divided by').choices(NORMS).default('share'))
    .addOption(limitOption('how many functions', 20))
    .addOption(
      new Option('--format <format>', 'a table, or a report for an issue')
        .choices(['text', 'markdown'])
        .default('text'),
    )
    .action(diff);
  return withExamples(command, [
    ['perfctl diff --service checkout', 'what got slower since the last deploy'],
    ['perfctl diff --service checkout 1.4.1 1.4.2 --type inuse_space', 'two versions, by what they hold in memory'],
    ['perfctl diff before.pb.gz after.pb.gz --norm perSecond', 'two files'],
    ['perfctl diff experiment:before experiment:after', 'two runs of a load test'],
    [
      'perfctl diff \'cpu{service="checkout"}\' \'cpu{service="checkout"}\' --base-from now-2h --base-until now-1h',
      'this hour and the one before it',
    ],
  ]);
}

async function diff(
  base: string | undefined,
  comparison: string | undefined,
  options: DiffOptions,
  command: Command,
): Promise<void> {
  const isOfService = options.service !== undefined || [base, comparison].some((one) => experimentIn(one) !== null);
  if (isOfService) return ofSides(base, comparison, options, command);
  if (base === undefined || comparison === undefined) {
    throw new Mistake(
      'name two selectors or two files, or a service with --service. `perfctl diff --help` has examples',
    );
  }
  if (isFile(base) !== isFile(comparison)) {
    const file = isFile(base) ? base : comparison;
    throw new Mistake(`${file} is a file and the other side is a selector: \`perfctl export\` makes a file of that`);
  }
  return isFile(base) ? ofFiles(base, comparison, options, command) : ofSelections(base, comparison, options, command);
}

async function ofFiles(base: string, comparison: string, options: DiffOptions, command: Command): Promise<void> {
  const { type, view, norm, limit, format } = options;
  const steps = stepsOf(view);
  const [before, after] = await during('reading', selectBoth(base, comparison, type));
  const { table, whole } = diffOf(before, after, norm, steps);
  if (format === 'markdown' || isJson(command)) return printWhole(whole(), options, command);
  print(command, table, (answer, paint) => diffText(answer, 'file', limit, paint));
}

async function ofSelections(base: string, comparison: string, options: DiffOptions, command: Command): Promise<void> {
  const { from, until, view, norm } = options;
  const baseRange = { baseFrom: options.baseFrom ?? from, baseUntil: options.baseUntil ?? until };
  const parameters = { base, comparison, from, until, ...baseRange, view, norm };
  const report = await during('diff', connect(command).get<DiffReport>('diff', parameters));
  printWhole(report, options, command);
}

async function ofSides(
  base: string | undefined,
  comparison: string | undefined,
  options: DiffOptions,
  command: Command,
): Promise<void> {
  const sides = await sidesOf(connect(command), options, base, comparison);
  const selector = ({ name, experiment }: SideOfService) => {
    const env = experiment?.env || sides.env;
    const own = {
      service: sides.service,
      ...(env === undefined ? {} : { env }),
      ...(experiment === null ? { version: name } : experiment.labels),
    };
    const matchers = Object.entries(own).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    return `${options.type ?? 'cpu'}{${matchers.join(',')}}`;
  };
  // Labels tell versions apart: their range only has to hold both.
  const isAnyTime = command.getOptionValueSource('from') === 'default' && sides.fromMs !== null;
  const { until } = options;
  const from = isAnyTime ? String(sides.fromMs) : options.from;
  const rangeOf = ({ experiment }: SideOfService, otherwise: { from: string; until: string }) =>
    experiment === null ? otherwise : { from: String(experiment.fromMs), until: String(experiment.untilMs ?? 'now') };
  const after = rangeOf(sides.comparison, { from, until });
  const { from: baseFrom, until: baseUntil } = rangeOf(sides.base, {
    from: options.baseFrom ?? from,
    until: options.baseUntil ?? until,
  });
  const ranges = { ...after, baseFrom, baseUntil };
  return ofSelections(selector(sides.base), selector(sides.comparison), { ...options, ...ranges }, command);
}

function printWhole(report: DiffReport, { format, limit }: DiffOptions, command: Command): void {
  print(command, report, (answer, paint) =>
    format === 'markdown' ? compareMarkdown('', answer).trimEnd() : diffText(answer, 'service', limit, paint),
  );
}
