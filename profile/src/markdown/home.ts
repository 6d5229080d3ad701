import type { HomeData } from '../pages.js';
import { serviceCosts } from '../services.js';
import { formatSeconds, formatShare, formatValue } from '../units.js';
import { backgroundBlocks } from './background.js';
import { origin, utc } from './evidence.js';
import { document, left, right, table } from './table.js';
import { code } from './text.js';
import { verdictWord } from './verdict.js';

/** Services by what they cost in the last 24 hours, and what was found in them without a deploy. */
export function homeMarkdown({ services, cpu, heap, newest, leaks, changes }: HomeData, url = ''): string {
  const newestOf = new Map(services.map(({ name }, at) => [name, newest[at] ?? null]));
  const rows = serviceCosts(services, cpu, heap).map(({ service, cpuShare, cpuTotal, heapNow }) => [
    code(service.name),
    cpuShare === null ? '' : formatShare(cpuShare),
    cpuShare === null ? '' : formatSeconds(cpuTotal / 1e9),
    heapNow === null ? '' : formatValue(heapNow, 'bytes'),
    String(service.instances),
    service.versions[0] === undefined ? '' : code(service.versions[0]),
    verdictWord(newestOf.get(service.name) ?? null),
    `${utc(service.lastMs)} UTC`,
  ]);
  const headings = [right('Share of CPU'), right('CPU, 24 h'), right('Heap of an instance'), right('Instances')];
  return document(
    '# Services',
    rows.length === 0 ? 'No service has sent a profile.' : '',
    table([left('Service'), ...headings, left('Newest version'), left('Verdict'), left('Last seen')], rows),
    ...backgroundBlocks({ leaks }, { changes }, { ofMany: true }),
    origin(url),
  );
}
