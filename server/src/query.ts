import { type RefusalMessage, refusalOf } from './errors.js';
import type { Limits } from './limits.js';
import { Params } from './params.js';
import { Download } from './query/call.js';
import { type QueryName, queryCalls } from './query/calls.js';
import type { ProfileReader } from './store/store.js';

/** A question as it crosses to a query thread. */
export interface Question {
  readonly name: QueryName;
  /** The URL's query string. */
  readonly search: string;
  readonly nowMs: number;
}

/** An answer as it comes back: bytes to be sent as they are, or why there are none. */
export type Answer =
  | { readonly contentType: string; readonly fileName: string | null; readonly body: Uint8Array }
  | { readonly refusal: RefusalMessage };

/** Reads the parameters, asks the store, makes the report and writes it down. Anything but a refusal is thrown. */
export async function answer(question: Question, store: ProfileReader, limits: Limits): Promise<Answer> {
  const call = queryCalls[question.name];
  try {
    const params = new Params(new URLSearchParams(question.search), call.params);
    const report = await call.answer(params, { store, limits, nowMs: question.nowMs });
    if (report instanceof Download)
      return { contentType: report.contentType, fileName: report.fileName, body: report.body };
    return {
      contentType: 'application/json; charset=utf-8',
      fileName: null,
      body: new TextEncoder().encode(JSON.stringify(report)),
    };
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return { refusal };
  }
}
