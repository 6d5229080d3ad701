import type { ServicesReport } from '@perf/profile/api.js';
import { utc } from '@perf/profile/markdown/evidence.js';
import { Command } from 'commander';
import { withExamples } from '../help.js';
import { connect, print } from '../options.js';
import { left, right, table } from '../table.js';
import type { Paint } from '../terminal/paint.js';

const SHOWN_VERSIONS = 3;

export function servicesCommand(): Command {
  const command = new Command('services')
    .description('list the services that have sent profiles')
    .action(async (_options: object, command: Command) => {
      print(command, await connect(command).get<ServicesReport>('services', {}), servicesText);
    });
  return withExamples(command, [['perfctl services --json', 'for scripts']]);
}

function servicesText({ services }: ServicesReport, paint: Paint): string {
  if (services.length === 0) return 'No service has sent a profile yet.';
  return table(
    [
      left('service', () => 'strong'),
      left('versions, newest first'),
      right('instances'),
      left('sample types'),
      left('last seen (UTC)'),
    ],
    services.map((service) => [
      service.name,
      shortList(service.versions),
      String(service.instances),
      service.sampleTypes.map((type) => type.type).join(' '),
      utc(service.lastMs),
    ]),
    paint,
  );
}

function shortList(versions: readonly string[]): string {
  const more = versions.length - SHOWN_VERSIONS;
  return versions.slice(0, SHOWN_VERSIONS).join(' ') + (more > 0 ? ` and ${more} more` : '');
}
