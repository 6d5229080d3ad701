/** From a selector to the call tree of an open file. Pure. */
import type { Problem, Side } from '@perf/profile/api.js';
import { callTree } from '@perf/profile/calltree.js';
import type { ReadProfile } from '@perf/profile/formats/read.js';
import type { CallTree, LabelledVector, SampleLabels, SampleType, Stacks } from '@perf/profile/types.js';
import { DenseSum } from '@perf/profile/vector.js';
import { labelOf, type Matcher, parseSelector, type Selector, SelectorError } from '../selector.js';

/** A file that was read, and its size as it is on disk. */
export interface OpenFile extends ReadProfile {
  readonly bytes: number;
}

/** Gives the file of a name, read. Rejects with a Problem where it cannot be. */
export type OpenFiles = (name: string) => Promise<OpenFile>;

export interface Selected extends SampleType {
  readonly stacks: Stacks;
  /** Nodes of the stacks, and their self values. */
  readonly node: Int32Array;
  readonly value: Float64Array;
  readonly tree: CallTree;
  readonly side: Side;
}

/** What was selected last of each file: a page asks several questions about one selection. */
const lastOf = new WeakMap<OpenFile, Selected>();

export async function select(query: string, files: OpenFiles): Promise<Selected> {
  const selector = selectorOf(query);
  const name = labelOf(selector, 'service');
  const file = await files(name);
  const last = lastOf.get(file);
  if (last?.side.query === query) return last;
  const selected = selectIn(file, name, selector, query);
  lastOf.set(file, selected);
  return selected;
}

function selectIn(file: OpenFile, name: string, selector: Selector, query: string): Selected {
  const { sampleTypes, stacks, startMs, endMs } = file.profile;
  const column = sampleTypes.findIndex(({ type }) => type === selector.type);
  if (column < 0) {
    const known = sampleTypes.map(({ type }) => type).join(', ');
    throw refusal(
      404,
      'No such sample type',
      `${name} has no samples of ${selector.type || '(none)'}, but of ${known}.`,
    );
  }
  const sum = new DenseSum(stacks.table.parent.length);
  for (const { vector } of samplesOf(file, selector)) sum.add(vector.node, vector.values[column] as Float64Array);
  const { node, value } = sum.toSparse();
  const tree = callTree(stacks, node, value);
  const seconds = Number.isNaN(file.durationMs) ? 0 : file.durationMs / 1000;
  const evidence = { profiles: 1, instances: 1, instanceSeconds: seconds, requests: null };
  const detail = { resolutionMs: 0, untold: [] };
  const total = tree.total[0]?.[0] ?? 0;
  const side = { query, fromMs: startMs, untilMs: endMs, total, hidden: 0, ...evidence, ...detail };
  return { ...(sampleTypes[column] as SampleType), stacks, node, value, tree, side };
}

/** The samples that carry the labels asked for. */
export function samplesOf(file: OpenFile, selector: Selector): LabelledVector[] {
  const matchers = selector.matchers.filter(({ name, op }) => name !== 'service' || op !== '=');
  const tests = matchers.map(testOf);
  return file.profile.samples.filter(({ labels }) => tests.every((test) => test(labels)));
}

export function selectorOf(query: string): Selector {
  try {
    return parseSelector(query);
  } catch (error) {
    if (error instanceof SelectorError) throw refusal(400, 'This selector cannot be read', error.message);
    throw error;
  }
}

/** What labels read as: numbers with their unit. */
export function valuesOf(labels: SampleLabels, name: string): string[] {
  return labels.filter(({ key }) => key === name).map(({ str, num, numUnit }) => str || `${num}${numUnit}`);
}

export function refusal(status: number, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, detail };
}

/** As the server reads matchers: a label that is not there is empty, regular expressions match the whole. */
function testOf({ name, op, value }: Matcher): (labels: SampleLabels) => boolean {
  const isWanted = op === '=~' || op === '!~' ? regexTest(value) : (text: string) => text === value;
  const wanted = op === '=' || op === '=~';
  return (labels) => {
    const values = valuesOf(labels, name);
    return (values.length === 0 ? isWanted('') : values.some(isWanted)) === wanted;
  };
}

function regexTest(source: string): (text: string) => boolean {
  try {
    const regex = new RegExp(`^(?:${source})$`, 'u');
    return (text) => regex.test(text);
  } catch (error) {
    throw refusal(400, 'This filter cannot be read', (error as Error).message);
  }
}
