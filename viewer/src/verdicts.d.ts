/** From verdicts to the comparisons that show what they found. Pure. */
import type { DeployVerdict, Finding } from '@perf/profile/api.js';
import type { VerdictQuestion } from './api.js';
import { type Selector } from './selector.js';
import { type CompareRoute } from './url.js';
/** What verdicts are made of. */
export declare const VERDICT_TYPE = "cpu";
/** What was compared, over the times that were; at a finding's function, where there is one. */
export declare function compareVerdict(verdict: DeployVerdict, finding: Finding | null): CompareRoute;
/**
 * What a comparison of two whole versions may be asked: null where it is of something else, or of a part of them. `envs` are
 * those of the service: of one that has no other, a selector need not say it.
 */
export declare function verdictQuestion(base: Selector, comparison: Selector, envs: readonly string[]): VerdictQuestion | null;
/** The way to where a function changed most, or to the path that did: its nearest callers. */
export declare function pathText({ path }: Finding): string;
//# sourceMappingURL=verdicts.d.ts.map