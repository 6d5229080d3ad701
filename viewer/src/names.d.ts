/**
 * Names from outside, as they can be read. Functions, files, services and labels may be called anything: nothing is
 * taken away from a name that can be seen, and what cannot be seen is made visible. Pure.
 */
/** `a\nb` -> `a␊b`, three spaces -> `(blank)`, nothing at all -> `(no name)`. */
export declare function readable(name: string): string;
/**
 * A readable name as a part of a longer text, such as a title or what a screen reader says: its direction ends with it.
 * Elements need no such marks, they have `<bdi>`.
 */
export declare function isolated(name: string): string;
/** As a URL can hold it. */
export declare function wellFormed(name: string): string;
/** At most so many characters, the end cut off. */
export declare function clipped(text: string, most: number): string;
//# sourceMappingURL=names.d.ts.map