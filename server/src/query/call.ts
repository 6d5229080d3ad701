import type { Limits } from '../limits.js';
import type { Params } from '../params.js';
import type { NotedDeploy } from '../settings/deploy-note-store.js';
import type { ProfileReader } from '../store/store.js';
import type { VerdictReader } from '../verdicts/verdict-reader.js';

/** What a report is made from. */
export interface QueryContext {
  readonly store: ProfileReader;
  readonly verdicts: VerdictReader;
  readonly limits: Limits;
  readonly nowMs: number;
  /** Of the service that is asked about. */
  readonly notes: readonly NotedDeploy[];
}

/** One call of the API that reads: its parameters, and what it answers (JSON unless it is a `Download`). */
export interface QueryCall {
  /** It is made from the call tree of a selection, which other calls about the same selection need as well. */
  readonly needsTree?: true;
  readonly params: readonly string[];
  answer(params: Params, context: QueryContext): Promise<object>;
}

/** A file instead of JSON. */
export class Download {
  constructor(
    readonly contentType: string,
    readonly fileName: string,
    readonly body: Uint8Array,
  ) {}
}
