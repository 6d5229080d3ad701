/** Questions to the server. Paths are built here and nowhere else; answers have the shapes of @perf/profile/api. */
import type { Norm, Problem } from '@perf/profile/api.js';
import { NUMBER_NAMES } from '@perf/profile/number-names.js';
import type { VerdictQuestion } from '@perf/profile/verdict-question.js';
import { printSelector, type Selector, selectorOf } from './selector.js';
import type { Span } from './time.js';
import type { FunctionKey, Range } from './url.js';

/** A span, or the words of a range that cannot be made into one: the server says what is wrong with them. */
export type When = Range;

export const MAX_NODES = 4000;

export function whenOf(span: Span, range: Range): When {
  const text = (ms: number, words: string) => (Number.isNaN(ms) ? words : String(Math.round(ms)));
  return { from: text(span.fromMs, range.from), until: text(span.untilMs, range.until) };
}

export const servicesPath = '/api/v1/services';

export function deploysPath(service: string): string {
  return path('deploys', { service });
}

/** Of all services, unless one is named. */
export function leaksPath(service = ''): string {
  return path('leaks', { service });
}

export function budgetsPath(service: string): string {
  return path('budgets', { service });
}

export function shareChangesPath(service = ''): string {
  return path('changes', { service });
}

export function verdictPath(question: VerdictQuestion): string {
  return path('verdict', { ...question });
}

export function labelsPath(selector: Selector, when: When): string {
  return path('labels', { query: printSelector(selector), ...when });
}

export function labelValuesPath(name: string, selector: Selector, when: When): string {
  return path('label-values', { name, query: printSelector(selector), ...when });
}

export function seriesPath(selector: Selector, when: When, stepMs: number, by = '', limit = ''): string {
  return path('series', { query: printSelector(selector), ...when, step: `${stepMs / 1000}s`, by, limit });
}

/** One sample type of the largest services, over time. */
export function costPath(type: string, span: Span, stepMs: number): string {
  return seriesPath(selectorOf(type, {}), whenOf(span, { from: '', until: '' }), stepMs, 'service', '200');
}

export function numbersPath(selector: Selector, when: When, stepMs: number): string {
  const query = printSelector({ ...selector, type: '' });
  return path('numbers', { query, ...when, step: `${stepMs / 1000}s`, names: NUMBER_NAMES.join() });
}

export function flamegraphPath(selector: Selector, when: When, focus: string, view = '', search = ''): string {
  const maxNodes = String(MAX_NODES);
  const only = onlyOf(search);
  return path('flamegraph', { query: printSelector(selector), ...when, view, maxNodes, focus, search, only });
}

/** The tree that is searched was asked for before. */
function onlyOf(search: string): string {
  return search === '' ? '' : 'matches';
}

/** The same question, for more of the tree than can be drawn: for rows that are opened one by one. */
export function withMoreNodes(asked: string): string {
  return asked.replace(`maxNodes=${MAX_NODES}`, `maxNodes=${5 * MAX_NODES}`);
}

export function topPath(selector: Selector, when: When, limit: number, view = '', search = ''): string {
  return path('top', { query: printSelector(selector), ...when, view, limit: String(limit), search });
}

export function hotPathsPath(selector: Selector, when: When, view = ''): string {
  return path('hotpaths', { query: printSelector(selector), ...when, view, limit: '10' });
}

/** The merged profile as a file; the format is left to whoever saves it. */
export function exportPath(selector: Selector, when: When, view = ''): string {
  return path('export', { query: printSelector(selector), ...when, view });
}

export function functionPath(selector: Selector, when: When, fn: FunctionKey, view = ''): string {
  const maxNodes = String(MAX_NODES / 4);
  return path('function', { name: fn.name, file: fn.file, query: printSelector(selector), ...when, view, maxNodes });
}

export function functionHistoryPath(selector: Selector, when: When, fn: FunctionKey, stepMs: number): string {
  const query = printSelector(selector);
  return path('function-history', { name: fn.name, file: fn.file, query, ...when, step: `${stepMs / 1000}s` });
}

export interface DiffQuestion {
  readonly base: Selector;
  readonly comparison: Selector;
  readonly baseWhen: When;
  readonly when: When;
  readonly norm: Norm;
  readonly focus: string;
  /** As `printSteps` has it. */
  readonly view?: string;
  readonly search?: string;
}

export function diffPath(question: DiffQuestion): string {
  return diffOf(question, MAX_NODES);
}

/** The functions that changed, without the tree. */
export function changesPath(question: DiffQuestion): string {
  return diffOf(question, 1);
}

function diffOf(question: DiffQuestion, maxNodes: number): string {
  const { base, comparison, baseWhen, when, norm, focus, view = '', search = '' } = question;
  return path('diff', {
    base: printSelector(base),
    comparison: printSelector(comparison),
    baseFrom: baseWhen.from,
    baseUntil: baseWhen.until,
    ...when,
    norm,
    view,
    maxNodes: String(maxNodes),
    focus,
    search,
    only: onlyOf(search),
  });
}

/** The answer, or a thrown Problem: the server's own, or one made here where there is no server to make it. */
export async function ask<T>(pathAndQuery: string, signal: AbortSignal): Promise<T> {
  return (await (await request(pathAndQuery, 'application/json', signal)).json()) as T;
}

/** The same as bytes. */
export async function askBytes(pathAndQuery: string, signal: AbortSignal): Promise<Blob> {
  return (await request(pathAndQuery, '*/*', signal)).blob();
}

/** What a page of the viewer shows, as a report in Markdown or as its data. */
export async function askPage(pathAndQuery: string, type: 'text/markdown' | 'application/json'): Promise<string> {
  return (await request(pathAndQuery, type, new AbortController().signal)).text();
}

async function request(pathAndQuery: string, accept: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(pathAndQuery, { signal, headers: { accept } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw problem(NO_ANSWER, 0, `The server at ${location.origin} does not answer. Check that perf-server is running.`);
  }
  if (response.ok) return response;
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    throw (await response.json()) as Problem;
  }
  if (NOT_READY.includes(response.status)) {
    throw problem(NO_ANSWER, response.status, `The server at ${location.origin} is not ready (${response.status}).`);
  }
  throw problem('Unexpected answer', response.status, `The server answered ${response.status} to ${pathAndQuery}.`);
}

const NO_ANSWER = 'No answer';
/** Of a server that is starting, or of a proxy before one that is not there. */
const NOT_READY: readonly number[] = [502, 503, 504];

/** The server is away or has no time: the same question may be answered in a few seconds. */
export function isAway({ title, status }: Problem): boolean {
  return title === NO_ANSWER || status === 429;
}

/**
 * Whether `after` is `before` asked again later: the same but for its times, which are as far apart. What was answered
 * before is then still true, only not new.
 */
export function isLater(before: string, after: string): boolean {
  if (before === after) return true;
  const [first, second] = [before, after].map(timesOf);
  return (
    first?.question === second?.question &&
    first?.lengthsMs.length === second?.lengthsMs.length &&
    Boolean(first?.lengthsMs.every((length, at) => Math.abs(length - (second?.lengthsMs[at] ?? 0)) <= ROUNDED_MS))
  );
}

/** Ends of a range are rounded one by one. */
const ROUNDED_MS = 1;
const TIMES = ['from', 'until', 'baseFrom', 'baseUntil'];

function timesOf(pathAndQuery: string): { question: string; lengthsMs: number[] } {
  const [path = '', query = ''] = pathAndQuery.split('?');
  const params = new URLSearchParams(query);
  const times = TIMES.map((name) => Number(params.get(name)));
  for (const name of TIMES) params.delete(name);
  const length = (from: number, until: number) => (times[until] ?? 0) - (times[from] ?? 0);
  return { question: `${path}?${params}`, lengthsMs: [length(0, 1), length(2, 3)] };
}

/** Whatever was thrown, as a Problem. */
export function problemOf(thrown: unknown): Problem {
  if (typeof thrown === 'object' && thrown !== null && 'detail' in thrown) return thrown as Problem;
  return problem('Unexpected error', 0, thrown instanceof Error ? thrown.message : String(thrown));
}

function problem(title: string, status: number, detail: string): Problem {
  return { type: 'about:blank', title, status, detail };
}

function path(name: string, params: Readonly<Record<string, string>>): string {
  const given = Object.entries(params).filter(([, value]) => value !== '');
  return `/api/v1/${name}${given.length > 0 ? '?' : ''}${new URLSearchParams(given)}`;
}
