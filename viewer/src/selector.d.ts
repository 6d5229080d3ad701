/**
 * Selectors as the API reads them: `cpu{service="checkout",region=~"eu-.*"}`. The page keeps them parsed, the URL and
 * the API get the text, so that the same question has the same words in both.
 */
export type Operator = '=' | '!=' | '=~' | '!~';
export declare const OPERATORS: readonly Operator[];
export interface Matcher {
    readonly name: string;
    readonly op: Operator;
    readonly value: string;
}
/** `type` is empty where the page may choose: the service's CPU, if it has that. */
export interface Selector {
    readonly type: string;
    readonly matchers: readonly Matcher[];
}
export declare class SelectorError extends Error {
}
export declare function printSelector(selector: Selector): string;
/** Throws SelectorError, which says where reading stopped and what was expected there. */
export declare function parseSelector(text: string): Selector;
/** The value of `name="..."`, or empty. */
export declare function labelOf(selector: Selector, name: string): string;
/** The selector with every `name=` matcher replaced by this one; an empty value removes it. */
export declare function withValue(selector: Selector, name: string, value: string): Selector;
export declare function withMatcher(selector: Selector, matcher: Matcher): Selector;
export declare function withoutMatcher(selector: Selector, { name, op, value }: Matcher): Selector;
export declare function selectorOf(type: string, labels: Readonly<Record<string, string>>): Selector;
//# sourceMappingURL=selector.d.ts.map