import { readFile } from 'node:fs/promises';
import type { Experiment, GateReport } from '@perf/profile/api.js';
import { Command, Option } from 'commander';
import { Mistake } from '../errors.js';
import { GATE_CODES, gateOf } from '../gate.js';
import { withExamples } from '../help.js';
import { connect, print } from '../options.js';
import { gateJunit, gateMarkdown, gateText } from '../reports/gate.js';
import { type SideOfService, sidesOf } from '../sides.js';
import { during } from '../terminal/progress.js';

interface GateOptions {
  service?: string;
  env?: string;
  base?: string;
  version?: string;
  comparison?: string;
  budgets?: string;
  acceptAdvisory?: boolean;
  q: string;
  format: 'text' | 'markdown' | 'junit';
}

export function gateCommand(): Command {
  const command = new Command('gate')
    .description(
      'whether a version got slower, or broke a budget: ends with 0 if not, 1 if so, 2 if that cannot be told',
    )
    .argument('[base]', 'the version before, or experiment:<name> (default: the version before the other)')
    .argument('[comparison]', 'the one after (default: the newest version)')
    .option('--service <name>', 'whose versions they are; experiments know theirs')
    .option('--env <name>', 'the environment both ran in')
    .option('--base <version>', 'the same as the first argument')
    .option('--version <version>', 'the same as the second one')
    .option('--comparison <version>', 'the same')
    .option('--budgets <file>', 'a JSON list of budgets, which decide in place of what got slower')
    .option('--accept-advisory', 'let a verdict count whose rate of false alarms is not known')
    .addOption(
      new Option('--q <rate>', 'how often two equal versions may be told apart')
        .choices(['0.01', '0.05'])
        .default('0.01'),
    )
    .addOption(
      new Option('--format <format>', 'text, a comment for a pull request, or a report for CI')
        .choices(['text', 'markdown', 'junit'])
        .default('text'),
    )
    .action(gate);
  return withExamples(command, [
    ['perfctl gate --service checkout', 'the newest version, against the one before it'],
    ['perfctl gate --service checkout --env canary 1.4.1 1.4.2', 'two versions of one environment'],
    ['perfctl gate --service checkout --budgets perf-budgets.json', 'the newest version, against budgets'],
    [
      'perfctl gate --base experiment:before --comparison experiment:after --accept-advisory',
      'two runs of a load test',
    ],
    ['perfctl gate --service checkout --format junit > perf.xml', 'for a CI server'],
  ]);
}

async function gate(
  first: string | undefined,
  second: string | undefined,
  options: GateOptions,
  command: Command,
): Promise<void> {
  const { q, format, acceptAdvisory = false } = options;
  const base = oneOf('the base', first, options.base);
  const comparison = oneOf('the comparison', second, options.version, options.comparison);
  const budgets = options.budgets === undefined ? undefined : await budgetsIn(options.budgets);
  const api = connect(command);
  const sides = await sidesOf(api, options, base, comparison);
  const asked = {
    ...{ service: sides.service, env: sides.env, q, budgets, advisory: acceptAdvisory },
    base: sideAsked(sides.base),
    comparison: sideAsked(sides.comparison),
  };
  const report = await during('verdict', api.send<GateReport>('POST', 'gate', asked));
  const outcome = gateOf(report, acceptAdvisory);
  // First: it stands whoever reads the report, and however much of it.
  process.exitCode = GATE_CODES[outcome];
  print(command, { gate: outcome, ...report }, (_, paint) => {
    if (format === 'markdown') return gateMarkdown(report, outcome);
    return format === 'junit' ? gateJunit(report, outcome) : gateText(report, outcome, paint);
  });
}

/** An argument that can be written in several ways. @throws Mistake where they differ. */
function oneOf(what: string, ...given: readonly (string | undefined)[]): string | undefined {
  const said = [...new Set(given.filter((text) => text !== undefined))];
  if (said.length > 1) throw new Mistake(`${what} is both ${said.join(' and ')}: name one`);
  return said[0];
}

async function budgetsIn(file: string): Promise<unknown[]> {
  try {
    const budgets: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (Array.isArray(budgets) && budgets.length > 0) return budgets;
  } catch (error) {
    throw new Mistake(`cannot read budgets from ${file}: ${(error as Error).message}`);
  }
  throw new Mistake(
    `${file} is no list of budgets: [{"name": "...", "service": "...", "kind": "cpuPerRequest", "atMostPercent": 3}]`,
  );
}

/** An experiment that still runs is compared as far as it has come. */
function sideAsked({ name, experiment }: SideOfService): object {
  if (experiment === null) return { name };
  const { fromMs, untilMs, labels }: Experiment = experiment;
  return { name, from: fromMs, until: untilMs ?? Date.now(), labels };
}
