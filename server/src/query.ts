import { type RefusalMessage, refusalOf } from './errors.js';
import { Params } from './params.js';
import { type BackgroundName, backgroundCalls } from './query/background.js';
import { Download, type QueryContext } from './query/call.js';
import { type QueryName, queryCalls } from './query/calls.js';
import { type PageName, pageCalls } from './query/pages/pages.js';
import type { NotedDeploy } from './settings/deploy-note-store.js';

/** A question as it crosses to a query thread. */
export interface Question {
  readonly name: QueryName | PageName | BackgroundName;
  /** The URL's query string. */
  readonly search: string;
  readonly nowMs: number;
  /** Of a page: to be answered as a report in Markdown that links to this URL. Absent for its data. */
  readonly reportUrl?: string | undefined;
  /** What people said of deploys of the service that is asked about. */
  readonly notes?: readonly NotedDeploy[] | undefined;
}

/** An answer as it comes back: bytes to be sent as they are, or why there are none. */
export type Answer =
  | { readonly contentType: string; readonly fileName: string | null; readonly body: Uint8Array }
  | { readonly refusal: RefusalMessage };

/** Reads the parameters, asks the store, makes the report and writes it down. Anything but a refusal is thrown. */
export async function answer(question: Question, asked: Omit<QueryContext, 'nowMs' | 'notes'>): Promise<Answer> {
  try {
    return await write(question, { ...asked, nowMs: question.nowMs, notes: question.notes ?? [] });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { refusal };
  }
}

async function write({ name, search, reportUrl }: Question, context: QueryContext): Promise<Answer> {
  const given = new URLSearchParams(search);
  if (isPage(name)) {
    const { params, answer } = pageCalls[name];
    const page = await answer(new Params(given, params), context);
    return reportUrl === undefined ? json(page.data) : text('text/markdown', page.markdown(reportUrl));
  }
  const { params, answer } = isBackground(name) ? backgroundCalls[name] : queryCalls[name];
  const report = await answer(new Params(given, params), context);
  if (!(report instanceof Download)) return json(report);
  return { contentType: report.contentType, fileName: report.fileName, body: report.body };
}

function isPage(name: Question['name']): name is PageName {
  return Object.hasOwn(pageCalls, name);
}

function isBackground(name: Question['name']): name is BackgroundName {
  return Object.hasOwn(backgroundCalls, name);
}

function json(report: object): Answer {
  return text('application/json', JSON.stringify(report));
}

function text(contentType: string, body: string): Answer {
  return { contentType: `${contentType}; charset=utf-8`, fileName: null, body: new TextEncoder().encode(body) };
}
