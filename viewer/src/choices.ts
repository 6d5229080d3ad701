/** What a URL may choose among, other than names. */
import type { Norm } from '@perf/profile/api.js';

export type Sort = 'self' | 'total' | 'name';
export type ChangeSort = 'evidence' | 'self' | 'total' | 'base' | 'comparison' | 'name';

export const NORMS: readonly Norm[] = ['share', 'absolute', 'perSecond', 'perInstance', 'perRequest'];
export const SORTS: readonly Sort[] = ['self', 'total', 'name'];
export const CHANGE_SORTS: readonly ChangeSort[] = ['evidence', 'self', 'total', 'base', 'comparison', 'name'];

export function oneOf<T extends string>(known: readonly T[], value: string | null, standard: T): T {
  return known.find((one) => one === value) ?? standard;
}
