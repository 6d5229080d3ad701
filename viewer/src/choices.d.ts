/** What a URL may choose among, other than names. */
import type { Norm } from '@perf/profile/api.js';
export type Sort = 'self' | 'total' | 'name';
export type ChangeSort = 'evidence' | 'self' | 'total' | 'base' | 'comparison' | 'name';
export declare const NORMS: readonly Norm[];
export declare const SORTS: readonly Sort[];
export declare const CHANGE_SORTS: readonly ChangeSort[];
export declare function oneOf<T extends string>(known: readonly T[], value: string | null, standard: T): T;
//# sourceMappingURL=choices.d.ts.map