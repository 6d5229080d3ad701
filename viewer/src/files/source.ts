/** What can be saved of open files. All of it is made in the browser. */
import type { DiffReport, FlamegraphReport, FunctionReport, HotPathsReport, TopReport } from '@perf/profile/api.js';
import { compareMarkdown } from '@perf/profile/markdown/compare.js';
import { serviceMarkdown } from '@perf/profile/markdown/service.js';
import { printSteps } from '@perf/profile/transforms/steps.js';
import { exportPath, flamegraphPath, functionPath, hotPathsPath, topPath } from '../api.js';
import type { ExportSource } from '../export/source.js';
import { labelOf, type Selector } from '../selector.js';
import { tableView } from '../steps.js';
import { askFiles } from './ask.js';
import type { FileExport } from './export.js';
import type { FileRoute } from './file-url.js';
import { ALWAYS } from './questions.js';

const MOST_FUNCTIONS = 500;

/** @param selector with its sample type. */
export function fileSource(
  { name, focus, fn, steps }: FileRoute,
  selector: Selector,
  lines: readonly string[],
): ExportSource {
  const view = tableView(steps);
  return {
    title: `${name}: ${selector.type}`,
    lines,
    profiles: [{ side: '', path: exportPath(selector, ALWAYS, view) }],
    profile,
    async report() {
      return serviceMarkdown(name, {
        flamegraph: await ask<FlamegraphReport>(flamegraphPath(selector, ALWAYS, focus, printSteps(steps))),
        hotpaths: await ask<HotPathsReport>(hotPathsPath(selector, ALWAYS, view)),
        top: await ask<TopReport>(topPath(selector, ALWAYS, MOST_FUNCTIONS, view)),
        function: fn && (await ask<FunctionReport>(functionPath(selector, ALWAYS, fn, view))),
      });
    },
  };
}

export function fileCompareSource(
  base: Selector,
  comparison: Selector,
  report: DiffReport,
  view: string,
): ExportSource {
  const title = [base, comparison].map((side) => labelOf(side, 'service')).join(' → ');
  return {
    title: `${title}: ${report.type}`,
    lines: [],
    profiles: [
      { side: 'Before', path: exportPath(base, ALWAYS, view) },
      { side: 'After', path: exportPath(comparison, ALWAYS, view) },
    ],
    profile,
    report: async () => compareMarkdown(title, report),
  };
}

async function profile(path: string): Promise<Blob> {
  const { content } = await ask<FileExport>(path);
  return new Blob([content]);
}

function ask<T>(path: string): Promise<T> {
  return askFiles<T>(path, new AbortController().signal);
}
