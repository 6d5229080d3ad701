import type { ServicesReport } from '@perf/profile/api.js';
import { Command } from 'commander';
import { formatTime } from '../format.js';
import { connect, print } from '../options.js';
import { table } from '../table.js';

const SHOWN_VERSIONS = 3;

export function servicesCommand(): Command {
  return new Command('services')
    .description('list the services that have sent profiles')
    .action(async (_options: object, command: Command) => {
      print(command, await connect(command).get<ServicesReport>('services', {}), servicesText);
    });
}

export function servicesText({ services }: ServicesReport): string {
  if (services.length === 0) return 'No service has sent a profile yet.';
  return table(
    [
      { heading: 'service', align: 'left' },
      { heading: 'versions, newest first', align: 'left' },
      { heading: 'instances', align: 'right' },
      { heading: 'sample types', align: 'left' },
      { heading: 'last seen (UTC)', align: 'left' },
    ],
    services.map((service) => [
      service.name,
      shortList(service.versions),
      String(service.instances),
      service.sampleTypes.map((type) => type.type).join(' '),
      formatTime(service.lastMs),
    ]),
  );
}

function shortList(versions: readonly string[]): string {
  const more = versions.length - SHOWN_VERSIONS;
  return versions.slice(0, SHOWN_VERSIONS).join(' ') + (more > 0 ? ` and ${more} more` : '');
}
