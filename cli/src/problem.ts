import { Mistake, ServerFailure } from './errors.js';

/** Whose what went wrong is to mend: the caller's, the server's, or perfctl's own. */
export type ProblemKind = Mistake['kind'] | ServerFailure['kind'] | 'defect';

export function problemKind(error: unknown): ProblemKind {
  return error instanceof Mistake || error instanceof ServerFailure ? error.kind : 'defect';
}

/** What `--json` prints in place of an answer: what reads JSON reads it whatever happens. */
export function problemJson(kind: ProblemKind, message: string): string {
  return `${JSON.stringify({ error: { kind, message } })}\n`;
}
