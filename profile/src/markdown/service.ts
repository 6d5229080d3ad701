import type {
  ChangesReport,
  DeploysReport,
  FlamegraphReport,
  FunctionReport,
  HotPathsReport,
  LeaksReport,
  TopReport,
} from '../api.js';
import { formatShare, formatValue } from '../units.js';
import { backgroundBlocks } from './background.js';
import { ageNotes, evidence, origin, path, place, utc } from './evidence.js';
import { callersAndCallees } from './function.js';
import { document, left, right, section, table } from './table.js';
import { code, plain } from './text.js';
import { verdictLine } from './verdict.js';

const MOST_FUNCTIONS = 20;
const NO_LEAKS: LeaksReport = { leaks: [], tested: [] };
const NO_CHANGES: ChangesReport = { changes: [], looked: [] };

export interface ServiceReports {
  readonly flamegraph: FlamegraphReport;
  readonly hotpaths: HotPathsReport;
  readonly top: TopReport;
  readonly function: FunctionReport | null;
  /** Absent for files, as are the two below. */
  readonly deploys?: DeploysReport;
  readonly leaks?: LeaksReport;
  readonly changes?: ChangesReport;
}

/** What is hot in a service or a file: its heaviest functions, and the paths that lead to them. */
export function serviceMarkdown(title: string, reports: ServiceReports, url = ''): string {
  const { flamegraph, hotpaths, top } = reports;
  const { unit, total } = flamegraph;
  const share = (value: number) => formatShare(total > 0 ? value / total : 0);
  const paths = hotpaths.paths.map((hot) => {
    const names = hot.frames.map(({ name }) => name);
    return [formatShare(hot.share), formatValue(hot.self, unit), path(names), formatShare(hot.pathShare)];
  });
  const functions = top.functions
    .slice(0, MOST_FUNCTIONS)
    .map((row) => [
      formatValue(row.self, unit),
      share(row.self),
      formatValue(row.total, unit),
      share(row.total),
      code(row.name),
      place(row),
    ]);
  const rest = top.functions.length - functions.length;
  return document(
    `# ${plain(title)}: ${plain(flamegraph.type)}`,
    evidence(flamegraph, unit),
    ...ageNotes({ untold: flamegraph.untold }),
    zoomed(flamegraph),
    newestDeploy(reports.deploys),
    ...backgroundBlocks(reports.leaks ?? NO_LEAKS, reports.changes ?? NO_CHANGES),
    section('Hot paths', table([right('Share'), right('Self'), left('Most of it on'), right('Part of it')], paths)),
    section(
      'Functions',
      table(
        [right('Self'), right('Share'), right('Total'), right('Share'), left('Function'), left('Where')],
        functions,
      ),
      rest > 0 ? `And ${rest} more.` : '',
    ),
    reports.function === null ? '' : callersAndCallees(reports.function),
    origin(url),
  );
}

/** What the newest deploy has changed, as far as it was compared with the version before it. */
function newestDeploy(report: DeploysReport | undefined): string {
  const deploy = report?.deploys.find(({ previous }) => previous !== null);
  if (!deploy) return '';
  const where = deploy.env === '' ? '' : ` in ${code(deploy.env)}`;
  const since = `first seen ${utc(deploy.firstMs)} UTC, after ${code(deploy.previous ?? '')}.`;
  return `${code(deploy.version)}${where} ${since}${deploy.verdict ? ` ${verdictLine(deploy.verdict.result)}` : ''}`;
}

/** What the flame graph is zoomed into. */
function zoomed({ names, nodes, focus, total, unit }: FlamegraphReport): string {
  if (focus === 0) return '';
  const way: string[] = [];
  for (let node = focus; node > 0; node = nodes.parent[node] as number)
    way.unshift(names[nodes.name[node] as number] ?? '');
  const value = nodes.total[focus] ?? 0;
  return `Zoomed into ${path(way)}: ${formatValue(value, unit)}, ${formatShare(total > 0 ? value / total : 0)}.`;
}
