/**
 * Selectors as the API reads them: `cpu{service="checkout",region=~"eu-.*"}`. The page keeps them parsed, the URL and
 * the API get the text, so that the same question has the same words in both.
 */
export const OPERATORS = ['=', '!=', '=~', '!~'];
export class SelectorError extends Error {
}
export function printSelector(selector) {
    const matchers = selector.matchers.map(({ name, op, value }) => `${name}${op}${quote(value)}`);
    return `${selector.type}{${matchers.join(',')}}`;
}
/** Throws SelectorError, which says where reading stopped and what was expected there. */
export function parseSelector(text) {
    const brace = text.indexOf('{');
    if (brace < 0)
        return { type: text.trim(), matchers: [] };
    const matchers = [];
    const matcher = /\s*([\p{L}_][\p{L}\p{N}_.-]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*(,|(?=\}))/uy;
    matcher.lastIndex = brace + 1;
    while (!/^\s*\}\s*$/.test(text.slice(matcher.lastIndex))) {
        const at = matcher.lastIndex;
        const found = matcher.exec(text);
        if (!found) {
            throw new SelectorError(`The selector ${text} cannot be read at character ${at + 1}: expected name="value", name!="value", name=~"regex" or name!~"regex", separated by commas, then }.`);
        }
        const [, name = '', op = '=', value = ''] = found;
        matchers.push({ name, op: op, value: unquote(value) });
    }
    return { type: text.slice(0, brace).trim(), matchers };
}
/** The value of `name="..."`, or empty. */
export function labelOf(selector, name) {
    return selector.matchers.find((matcher) => matcher.name === name && matcher.op === '=')?.value ?? '';
}
/** The selector with every `name=` matcher replaced by this one; an empty value removes it. */
export function withValue(selector, name, value) {
    const matchers = selector.matchers.filter((matcher) => matcher.name !== name || matcher.op !== '=');
    return { ...selector, matchers: value ? [...matchers, { name, op: '=', value }] : matchers };
}
export function withMatcher(selector, matcher) {
    return { ...selector, matchers: [...withoutMatcher(selector, matcher).matchers, matcher] };
}
export function withoutMatcher(selector, { name, op, value }) {
    return {
        ...selector,
        matchers: selector.matchers.filter((other) => other.name !== name || other.op !== op || other.value !== value),
    };
}
export function selectorOf(type, labels) {
    const matchers = Object.entries(labels).map(([name, value]) => ({ name, op: '=', value }));
    return { type, matchers: matchers.filter((matcher) => matcher.value !== '') };
}
function quote(value) {
    return `"${value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}
function unquote(value) {
    return value.replace(/\\(.)/gs, (_, character) => (character === 'n' ? '\n' : character));
}
//# sourceMappingURL=selector.js.map