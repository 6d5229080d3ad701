import { type Step } from '@perf/profile/transforms/steps.js';
export type Switch = 'mine' | 'recursion' | 'invert';
/** What can be on or off, wherever one looks. */
export declare const SWITCHES: readonly (readonly [Switch, string, string])[];
/** Of what is the same whether a tree is turned round or not. */
export declare const UPRIGHT_SWITCHES: (readonly [Switch, string, string])[];
/** `ignoring parse`. */
export declare function stepText(step: Step): string;
/** With another step at the end; as it is where that is in it already, or no more can be. */
export declare function withStep(steps: readonly Step[], step: Step): readonly Step[];
export declare function withoutStep(steps: readonly Step[], index: number): readonly Step[];
export declare function switched(steps: readonly Step[], kind: Switch): readonly Step[];
export declare function isOn(steps: readonly Step[], kind: Switch): boolean;
export declare function isFull(steps: readonly Step[]): boolean;
/** What tables, hot paths, callers and callees are asked with: they are the same whether a tree is turned round or not. */
export declare function tableView(steps: readonly Step[]): string;
/** The tree as it was before it was turned round. */
export declare function upright(steps: readonly Step[]): readonly Step[];
//# sourceMappingURL=steps.d.ts.map