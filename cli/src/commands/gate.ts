import type { DeployVerdict } from '@perf/profile/api.js';
import { Command, Option } from 'commander';
import { withExamples } from '../help.js';
import { connect, print } from '../options.js';
import { GATE_CODES, gateJunit, gateMarkdown, gateOf, gateText } from '../reports/gate.js';
import { during } from '../terminal/progress.js';
import { versionsOf } from '../versions.js';

interface GateOptions {
  service: string;
  env?: string;
  q: string;
  format: 'text' | 'markdown' | 'junit';
}

export function gateCommand(): Command {
  const command = new Command('gate')
    .description('whether a version got slower: ends with 0 if not, with 1 if it did, with 2 if that cannot be told')
    .argument('[base]', 'the version before (default: the one before the other)')
    .argument('[comparison]', 'the version after (default: the newest)')
    .requiredOption('--service <name>', 'whose versions they are')
    .option('--env <name>', 'the environment both ran in')
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
    ['perfctl gate --service checkout --format junit > perf.xml', 'for a CI server'],
  ]);
}

async function gate(
  base: string | undefined,
  comparison: string | undefined,
  { service, env, q, format }: GateOptions,
  command: Command,
): Promise<void> {
  const api = connect(command);
  const pair = await versionsOf(api, service, base, comparison);
  const asked = { service, env, base: pair.base, version: pair.comparison, q };
  const verdict = await during('verdict', api.get<DeployVerdict>('verdict', asked));
  print(command, { gate: gateOf(verdict), ...verdict }, (_, paint) => {
    if (format === 'markdown') return gateMarkdown(verdict);
    return format === 'junit' ? gateJunit(verdict) : gateText(verdict, paint);
  });
  process.exitCode = GATE_CODES[gateOf(verdict)];
}
