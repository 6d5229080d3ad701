import { MAX_STEPS, printSteps } from '@perf/profile/transforms/steps.js';
import { isolated } from './names.js';
/** What can be on or off, wherever one looks. */
export const SWITCHES = [
    ['mine', 'My code', 'Dependencies and Node.js as one frame each, their time kept'],
    ['recursion', 'Collapse recursion', 'A function that is called below itself counts as its outermost call'],
    ['invert', 'Inverted', 'From the functions that took the time up to their callers'],
];
/** Of what is the same whether a tree is turned round or not. */
export const UPRIGHT_SWITCHES = SWITCHES.filter(([kind]) => kind !== 'invert');
/** `ignoring parse`. */
export function stepText(step) {
    switch (step.kind) {
        case 'focus':
            return `only through ${nameOf(step.function)}`;
        case 'ignore':
            return `ignoring ${nameOf(step.function)}`;
        case 'hide':
            return `hiding ${nameOf(step.function)}`;
        case 'package':
            return `${isolated(step.package)} as one frame`;
        case 'mine':
            return 'my code';
        case 'recursion':
            return 'recursion collapsed';
        case 'invert':
            return 'inverted';
    }
}
/** With another step at the end; as it is where that is in it already, or no more can be. */
export function withStep(steps, step) {
    return isFull(steps) || hasStep(steps, step) ? steps : [...steps, step];
}
export function withoutStep(steps, index) {
    return steps.filter((_, at) => at !== index);
}
export function switched(steps, kind) {
    return isOn(steps, kind) ? steps.filter((step) => step.kind !== kind) : withStep(steps, { kind });
}
export function isOn(steps, kind) {
    return steps.some((step) => step.kind === kind);
}
export function isFull(steps) {
    return steps.length >= MAX_STEPS;
}
/** What tables, hot paths, callers and callees are asked with: they are the same whether a tree is turned round or not. */
export function tableView(steps) {
    return printSteps(upright(steps));
}
/** The tree as it was before it was turned round. */
export function upright(steps) {
    return steps.filter(({ kind }) => kind !== 'invert');
}
function hasStep(steps, step) {
    const text = printSteps([step]);
    return steps.some((known) => printSteps([known]) === text);
}
function nameOf({ name, line }) {
    return line > 0 ? `${isolated(name)}:${line}` : isolated(name);
}
//# sourceMappingURL=steps.js.map