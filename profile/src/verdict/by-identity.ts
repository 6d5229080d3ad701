import type { Stacks } from '../types.js';
import { type MatchReason, matchFunctions } from './matching.js';
import type { FunctionMatch } from './types.js';

/** As a person reads them. */
const words: Readonly<Record<MatchReason, string>> = {
  key: '',
  fingerprint: 'same code',
  order: 'same name, by its place among others of that name',
  name: 'same name and package',
  file: 'same name, in a file that was renamed',
  lexical: 'same callback of the same function',
  children: 'called at the same place by the same function',
  score: 'alike in name, callers and callees',
};

/** Matches functions that were renamed or moved as well: see matching.ts. A `FunctionMatcher`. */
export function matchByIdentity(base: Stacks, comparison: Stacks): readonly (FunctionMatch | null)[] {
  const { baseOf, reason, score } = matchFunctions(base, comparison);
  return Array.from(baseOf, (id) => {
    const why = id < 0 ? null : reason[id];
    if (why == null) return null;
    const alike = why === 'score' ? `, by ${Math.floor(100 * (score[id] as number))} %` : '';
    return { base: id, how: words[why] + alike };
  });
}
