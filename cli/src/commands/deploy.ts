import type { DeployNote } from '@perf/profile/api.js';
import { Command } from 'commander';
import { withExamples } from '../help.js';
import { connect, print } from '../options.js';
import { printable } from '../table.js';

interface DeployOptions {
  service: string;
  env?: string;
  version: string;
  message?: string;
  link?: string;
  commit?: string;
}

export function deployCommand(): Command {
  const command = new Command('deploy')
    .description('say what a version is: shown beside it wherever deploys are listed, also where it is still to come')
    .requiredOption('--service <name>', 'the service')
    .option('--env <name>', 'the environment it is deployed to')
    .requiredOption('--version <version>', 'the version, as its profiles have it')
    .option('--message <text>', 'what it changes')
    .option('--link <url>', 'where to read more: a release, a pull request')
    .option('--commit <hash>', 'the commit it was built from')
    .action(async (options: DeployOptions, self: Command) => {
      const { service, env, version, message, link, commit } = options;
      const asked = { service, env, version, message, link, commit };
      const note = await connect(self).send<DeployNote>('POST', 'deploys', asked);
      const where = env === undefined ? '' : ` in ${env}`;
      print(self, { service, env: env ?? '', version, note }, () => printable(`Noted: ${service} ${version}${where}.`));
    });
  return withExamples(command, [
    [
      'perfctl deploy --service checkout --env prod --version 1.4.2 --commit "$GITHUB_SHA"',
      'once a pipeline has deployed',
    ],
    [
      'perfctl deploy --service checkout --version 1.4.2 --message "new tax rules" --link https://example.org/pull/7',
      'why',
    ],
  ]);
}
