import type { Comparison, Finding } from '@perf/profile/verdict/types.js';
import type { Part } from './calibration.js';

/** A kind of pair of versions. */
export interface Case {
  readonly name: string;
  /** What is slower in the new version; null: nothing. */
  readonly slower: { readonly part: Part; readonly share: number } | null;
  /** The share of pairs that may alert, at most, and that is to be found, at least. */
  readonly mostAlerts: number;
  readonly leastFound: number;
}

/** The function that is slower, and the one that calls it. */
const names: Readonly<Record<Part, { readonly function: string; readonly caller: string }>> = {
  small: { function: 'pointsOf', caller: 'sumOfPoints' },
  rule: { function: 'pointsByHistory', caller: 'bestRule' },
};

const shares: readonly (readonly [share: number, leastFound: number])[] = [
  [0.005, 0],
  [0.01, 1],
  [0.05, 1],
];

export const cases: readonly Case[] = [
  { name: 'no change', slower: null, mostAlerts: 3 / 20, leastFound: 0 },
  ...shares.flatMap(([share, leastFound]) =>
    (['small', 'rule'] as const).map((part) => ({
      name: `${100 * share} % slower, ${part === 'small' ? 'inlined' : 'not inlined'}`,
      slower: { part, share },
      mostAlerts: 1,
      leastFound,
    })),
  ),
];

/** Where a slower function was found. */
export interface Found {
  readonly at: 'function' | 'caller';
  readonly finding: Finding;
}

/** The finding that is right, and all others. */
export function sortFindings(
  { findings }: Comparison,
  part: Part | null,
): { readonly found: Found | null; readonly others: readonly Finding[] } {
  const right = part === null ? null : names[part];
  const at = ({ label, function: { name } }: Finding) => {
    if (right === null || (label !== 'regressed' && label !== 'new')) return null;
    return name === right.function ? 'function' : name === right.caller ? 'caller' : null;
  };
  const finding = findings.find((one) => at(one) !== null);
  if (finding === undefined) return { found: null, others: findings };
  return {
    found: { at: at(finding) as Found['at'], finding },
    others: findings.filter((one) => at(one) === null),
  };
}

/** Which case comes when: each at the same pace, so that a run that is interrupted has some of all. */
export function inTurn(pairsOf: ReadonlyMap<Case, number>): { readonly case: Case; readonly number: number }[] {
  return [...pairsOf]
    .flatMap(([one, pairs]) =>
      Array.from({ length: pairs }, (_, number) => ({ case: one, number, at: (number + 0.5) / pairs })),
    )
    .sort((a, b) => a.at - b.at);
}
