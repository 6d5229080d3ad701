/** The API's questions answered for open files: the shapes are those of the server's answers. Pure. */
import type {
  DiffMatches,
  DiffReport,
  FlamegraphReport,
  FoundReport,
  FunctionReport,
  HotPathsReport,
  LabelsReport,
  LabelValuesReport,
  Norm,
  TopReport,
} from '@perf/profile/api.js';
import { scaleTree } from '@perf/profile/calltree.js';
import { diffColumns, treeColumns } from '@perf/profile/columns.js';
import { changes } from '@perf/profile/diff.js';
import { diffMatches, treeMatches } from '@perf/profile/find.js';
import { hotPathRows, hotPaths } from '@perf/profile/hotpath.js';
import { joinTrees } from '@perf/profile/join-trees.js';
import { searchRows } from '@perf/profile/match.js';
import { sandwich } from '@perf/profile/sandwich.js';
import { isInstant } from '@perf/profile/temporality.js';
import { top } from '@perf/profile/top.js';
import { applySteps, sideAfter, turn } from '@perf/profile/transforms/apply.js';
import { StepsError } from '@perf/profile/transforms/function-name.js';
import { parseSteps, type Step } from '@perf/profile/transforms/steps.js';
import { treeSamples } from '@perf/profile/tree-stacks.js';
import type { CallTree } from '@perf/profile/types.js';
import { type View, viewAt } from '@perf/profile/view.js';
import { waterfall } from '@perf/profile/waterfall.js';
import type { ProfileFormat } from '../export/source.js';
import { labelOf } from '../selector.js';
import { type FileExport, fileExport } from './export.js';
import type { FileReport } from './questions.js';
import { type OpenFiles, refusal, type Selected, samplesOf, select, selectorOf, valuesOf } from './selected.js';

const MOST_ROWS = 500;
const MOST_VALUES = 1000;

type Call = (params: URLSearchParams, files: OpenFiles) => Promise<object>;

/** @param path a question as api.ts or questions.ts words it. Rejects with a Problem. */
export async function answer(path: string, files: OpenFiles): Promise<object> {
  const [name = '', query = ''] = path.replace('/api/v1/', '').split('?');
  const call = calls.get(name);
  if (!call) throw refusal(404, 'No such question', `Files cannot be asked for ${name}.`);
  return call(new URLSearchParams(query), files);
}

async function file(params: URLSearchParams, files: OpenFiles): Promise<FileReport> {
  const name = params.get('service') ?? '';
  const { format, bytes, durationMs, profile } = await files(name);
  return {
    name,
    format,
    bytes,
    sampleTypes: profile.sampleTypes,
    seconds: Number.isNaN(durationMs) ? null : durationMs / 1000,
    stacks: profile.stacks.table.parent.length - 1,
    labelled: profile.samples.some(({ labels }) => labels.length > 0),
  };
}

async function labels(params: URLSearchParams, files: OpenFiles): Promise<LabelsReport> {
  const open = await files(labelOf(selectorOf(params.get('query') ?? ''), 'service'));
  const names = open.profile.samples.flatMap((group) => group.labels.map(({ key }) => key));
  return { labels: [...new Set(names)].sort() };
}

async function labelValues(params: URLSearchParams, files: OpenFiles): Promise<LabelValuesReport> {
  const name = params.get('name') ?? '';
  const selector = selectorOf(params.get('query') ?? '');
  const open = await files(labelOf(selector, 'service'));
  const values = samplesOf(open, selector).flatMap((group) => valuesOf(group.labels, name));
  return { name, values: [...new Set(values)].sort().slice(0, MOST_VALUES) };
}

async function flamegraph(params: URLSearchParams, files: OpenFiles): Promise<FlamegraphReport | FoundReport> {
  const { type, unit, side, tree } = await seenOf(params, files);
  const turned = turn(tree, stepsOf(params));
  const view = viewOf(turned, params);
  const { treeNodes, focus } = view;
  const matches = treeMatches(turned, view, params.get('search') ?? '');
  if (params.get('only') === 'matches') return { matches };
  return { type, unit, ...side, treeNodes, focus, ...treeColumns(view.tree), matches };
}

async function topReport(params: URLSearchParams, files: OpenFiles): Promise<TopReport> {
  const { type, unit, side, tree } = await seenOf(params, files);
  const rows = searchRows(top(tree), params.get('search') ?? '');
  return { type, unit, ...side, functions: rows.slice(0, numberOf(params, 'limit', MOST_ROWS)) };
}

async function hotpaths(params: URLSearchParams, files: OpenFiles): Promise<HotPathsReport> {
  const { type, unit, side, tree } = await seenOf(params, files);
  const rows = hotPathRows(tree, hotPaths(tree, numberOf(params, 'limit', 10)));
  return { type, unit, ...side, paths: rows.map((row) => ({ ...row, trend: [] })) };
}

async function functionReport(params: URLSearchParams, files: OpenFiles): Promise<FunctionReport> {
  const { type, unit, side, tree } = await seenOf(params, files);
  const name = params.get('name') ?? '';
  const found = sandwich(tree, name, params.get('file') ?? undefined, numberOf(params, 'maxNodes', 1000));
  if (found === null) throw refusal(404, 'No such function', `${JSON.stringify(name)} does not occur in this profile.`);
  return { type, unit, ...side, ...found };
}

async function diff(params: URLSearchParams, files: OpenFiles): Promise<DiffReport | FoundReport<DiffMatches>> {
  const base = await select(params.get('base') ?? '', files);
  const comparison = await select(params.get('comparison') ?? '', files);
  if (base.unit !== comparison.unit) {
    const detail = `${base.type} is in ${base.unit} before and in ${comparison.unit} after: choose another sample type.`;
    throw refusal(400, 'Two different units', detail);
  }
  const norm = (params.get('norm') ?? 'share') as Norm;
  const steps = stepsOf(params);
  const joined = applySteps(joinTrees(base.tree, comparison.tree), steps);
  const sides = [base, comparison].map((selected, at) => {
    const side = sideAfter(selected.side, joined, at);
    return { ...side, divisor: divisorOf(norm, { ...selected, side }) };
  }) as [DiffReport['base'], DiffReport['comparison']];
  const full = scaleTree(
    joined.tree,
    sides.map(({ divisor }) => 1 / divisor),
  );
  const turned = turn(full, steps);
  const view = viewOf(turned, params);
  const matches = diffMatches(turned, view, params.get('search') ?? '');
  if (params.get('only') === 'matches') return { matches };
  return {
    type: comparison.type,
    unit: comparison.unit,
    norm,
    base: sides[0],
    comparison: sides[1],
    treeNodes: view.treeNodes,
    focus: view.focus,
    ...diffColumns(view.tree),
    matches,
    changes: changes(full, MOST_ROWS),
    waterfall: waterfall(full),
  };
}

/** What `query` selects, after the steps of `view`. */
async function seenOf(params: URLSearchParams, files: OpenFiles): Promise<Selected> {
  const selected = await select(params.get('query') ?? '', files);
  const steps = stepsOf(params);
  if (steps.length === 0) return selected;
  const after = applySteps(selected.tree, steps);
  return { ...selected, ...treeSamples(after.tree), tree: after.tree, side: sideAfter(selected.side, after) };
}

function stepsOf(params: URLSearchParams): Step[] {
  try {
    return parseSteps(params.get('view') ?? '');
  } catch (error) {
    if (error instanceof StepsError) throw refusal(400, 'This view cannot be read', error.message);
    throw error;
  }
}

async function exported(params: URLSearchParams, files: OpenFiles): Promise<FileExport> {
  return fileExport(await seenOf(params, files), params.get('format') as ProfileFormat);
}

/** Files know neither instances nor requests. What is held at a moment is not spent over time. */
function divisorOf(norm: Norm, { side, type }: Selected): number {
  if (norm === 'share') return side.total || 1;
  return norm === 'perSecond' && !isInstant(type) ? side.instanceSeconds || 1 : 1;
}

function viewOf(tree: CallTree, params: URLSearchParams): View {
  const view = viewAt(tree, numberOf(params, 'maxNodes', 4000), params.get('focus') ?? '');
  if (view === null) throw refusal(404, 'No such frame', 'The frame of this link does not occur in this profile.');
  return view;
}

function numberOf(params: URLSearchParams, name: string, standard: number): number {
  return Number(params.get(name) ?? standard);
}

const calls: ReadonlyMap<string, Call> = new Map<string, Call>([
  ['file', file],
  ['labels', labels],
  ['label-values', labelValues],
  ['flamegraph', flamegraph],
  ['top', topReport],
  ['hotpaths', hotpaths],
  ['function', functionReport],
  ['diff', diff],
  ['export', exported],
]);
