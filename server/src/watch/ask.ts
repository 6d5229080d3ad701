import type { Question } from '../query.js';
import type { QueryPool } from '../query-pool.js';

/** Asks a query thread, as somebody who waits would, so that the server's own questions take turns with everybody's. */
export type Ask = <Report>(name: Question['name'], search?: Readonly<Record<string, string>>) => Promise<Report>;

/** @returns what rejects with the refusal where there is no answer. */
export function askOf(queries: QueryPool): Ask {
  return async <Report>(name: Question['name'], search: Readonly<Record<string, string>> = {}): Promise<Report> => {
    const answer = await queries.ask({ name, search: new URLSearchParams(search).toString(), nowMs: Date.now() });
    if ('refusal' in answer) throw new Error(answer.refusal.detail);
    return JSON.parse(new TextDecoder().decode(answer.body)) as Report;
  };
}
