/** Ranges of time: relative ones made absolute, steps for timelines, and times as people read them. */
import type { Range } from './url.js';
/** An absolute range, epoch milliseconds. */
export interface Span {
    readonly fromMs: number;
    readonly untilMs: number;
}
export interface Preset {
    readonly label: string;
    readonly range: Range;
}
export declare const PRESETS: readonly Preset[];
/** Epoch milliseconds of `now`, `now-90m` or `1700000000000`; NaN for anything else. */
export declare function timeMs(text: string, nowMs: number): number;
/**
 * One moment is `now` for everything on a page, so that its parts agree with each other. NaN times stay NaN: the
 * page then sends the words as they are and the server says what is wrong with them.
 */
export declare function spanOf(range: Range, nowMs: number): Span;
export declare function rangeOf({ fromMs, untilMs }: Span): Range;
/** The step that cuts a span into at most so many parts, and not below the minute that agents usually ship. */
export declare function stepMs({ fromMs, untilMs }: Span, parts?: number): number;
/** The time as long before a span, moved by whole steps so that both are cut alike; null where there is none. */
export declare function previousSpan({ fromMs, untilMs }: Span, step: number): Span | null;
/** How often a span that ends now is asked for again: about as often as a pixel of its timeline passes. */
export declare function refreshMs({ fromMs, untilMs }: Span): number;
/** Local time, with the date only where it is not today's: `14:03:10`, `22 Nov 14:03`. */
export declare function formatTime(ms: number, nowMs: number): string;
/** For the axis of a timeline: `14:05`, at midnight the day: `23 Nov`. */
export declare function axisTime(ms: number): string;
/** `just now`, `5 min ago`, `3 h ago`, `2 d ago`. */
export declare function formatAgo(ms: number, nowMs: number): string;
//# sourceMappingURL=time.d.ts.map