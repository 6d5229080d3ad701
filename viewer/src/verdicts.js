import { isolated } from './names.js';
import { labelOf, selectorOf } from './selector.js';
import { rangeOf } from './time.js';
import { compareRoute } from './url.js';
/** What verdicts are made of. */
export const VERDICT_TYPE = 'cpu';
const PATH_FRAMES = 5;
/** What was compared, over the times that were; at a finding's function, where there is one. */
export function compareVerdict(verdict, finding) {
    const { service, env, version, previous, range, baseRange } = verdict;
    const select = (of) => selectorOf(VERDICT_TYPE, { service, version: of, env });
    return compareRoute({
        base: select(previous),
        comparison: select(version),
        baseRange: rangeOf(baseRange),
        range: rangeOf(range),
        search: finding?.function.name ?? '',
        width: finding?.label === 'gone' ? 'before' : 'after',
    });
}
const OF_A_VERSION = ['service', 'env', 'version'];
/**
 * What a comparison of two whole versions may be asked: null where it is of something else, or of a part of them. `envs` are
 * those of the service: of one that has no other, a selector need not say it.
 */
export function verdictQuestion(base, comparison, envs) {
    const sides = [base, comparison];
    const isWhole = ({ type, matchers }) => type === VERDICT_TYPE && matchers.every(({ name, op }) => op === '=' && OF_A_VERSION.includes(name));
    if (!sides.every(isWhole))
        return null;
    const only = envs.length === 1 ? (envs[0] ?? '') : '';
    const [before, after] = sides.map((side) => ({
        service: labelOf(side, 'service'),
        env: labelOf(side, 'env') || only,
        version: labelOf(side, 'version'),
    }));
    if (!before?.version || !after?.version || before.version === after.version)
        return null;
    if (before.service !== after.service || before.env !== after.env)
        return null;
    return { service: after.service, env: after.env, base: before.version, version: after.version };
}
/** The way to where a function changed most, or to the path that did: its nearest callers. */
export function pathText({ path }) {
    const near = path.slice(-PATH_FRAMES).map(({ name }) => isolated(name));
    return [...(path.length > near.length ? ['…'] : []), ...near].join(' › ');
}
//# sourceMappingURL=verdicts.js.map