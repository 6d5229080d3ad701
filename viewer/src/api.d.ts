/** Questions to the server. Paths are built here and nowhere else; answers have the shapes of @perf/profile/api. */
import type { Norm, Problem } from '@perf/profile/api.js';
import { type Selector } from './selector.js';
import type { Span } from './time.js';
import type { FunctionKey, Range } from './url.js';
/** A span, or the words of a range that cannot be made into one: the server says what is wrong with them. */
export type When = Range;
export declare const MAX_NODES = 4000;
export declare function whenOf(span: Span, range: Range): When;
export declare const servicesPath = "/api/v1/services";
export declare function deploysPath(service: string): string;
/** Two versions of a service and env. */
export interface VerdictQuestion {
    readonly service: string;
    readonly env: string;
    readonly base: string;
    readonly version: string;
}
export declare function verdictPath(question: VerdictQuestion): string;
export declare function labelsPath(selector: Selector, when: When): string;
export declare function labelValuesPath(name: string, selector: Selector, when: When): string;
export declare function seriesPath(selector: Selector, when: When, stepMs: number, by?: string, limit?: string): string;
/** One sample type of the largest services, over time. */
export declare function costPath(type: string, span: Span, stepMs: number): string;
export declare function numbersPath(selector: Selector, when: When, stepMs: number): string;
export declare function flamegraphPath(selector: Selector, when: When, focus: string, view?: string, search?: string): string;
/** The same question, for more of the tree than can be drawn: for rows that are opened one by one. */
export declare function withMoreNodes(asked: string): string;
export declare function topPath(selector: Selector, when: When, limit: number, view?: string, search?: string): string;
export declare function hotPathsPath(selector: Selector, when: When, view?: string): string;
/** The merged profile as a file; the format is left to whoever saves it. */
export declare function exportPath(selector: Selector, when: When, view?: string): string;
export declare function functionPath(selector: Selector, when: When, fn: FunctionKey, view?: string): string;
export declare function functionHistoryPath(selector: Selector, when: When, fn: FunctionKey, stepMs: number): string;
export interface DiffQuestion {
    readonly base: Selector;
    readonly comparison: Selector;
    readonly baseWhen: When;
    readonly when: When;
    readonly norm: Norm;
    readonly focus: string;
    /** As `printSteps` has it. */
    readonly view?: string;
    readonly search?: string;
}
export declare function diffPath(question: DiffQuestion): string;
/** The functions that changed, without the tree. */
export declare function changesPath(question: DiffQuestion): string;
/** The answer, or a thrown Problem: the server's own, or one made here where there is no server to make it. */
export declare function ask<T>(pathAndQuery: string, signal: AbortSignal): Promise<T>;
/** The same as bytes. */
export declare function askBytes(pathAndQuery: string, signal: AbortSignal): Promise<Blob>;
/** What a page of the viewer shows, as a report in Markdown or as its data. */
export declare function askPage(pathAndQuery: string, type: 'text/markdown' | 'application/json'): Promise<string>;
/** The server is away or has no time: the same question may be answered in a few seconds. */
export declare function isAway({ title, status }: Problem): boolean;
/**
 * Whether `after` is `before` asked again later: the same but for its times, which are as far apart. What was answered
 * before is then still true, only not new.
 */
export declare function isLater(before: string, after: string): boolean;
/** Whatever was thrown, as a Problem. */
export declare function problemOf(thrown: unknown): Problem;
//# sourceMappingURL=api.d.ts.map