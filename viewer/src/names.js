/**
 * Names from outside, as they can be read. Functions, files, services and labels may be called anything: nothing is
 * taken away from a name that can be seen, and what cannot be seen is made visible. Pure.
 */
/** In a class of its own each: C0 and delete, line separators, what else is a control character. */
const CONTROLS = /[\p{Cc}\u2028\u2029]/gu;
/** Letters and symbols that look like spaces. */
const BLANKS = /^[\p{White_Space}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]*$/u;
/** Writes from right to left, or changes the direction of what follows. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** `a\nb` -> `a␊b`, three spaces -> `(blank)`, nothing at all -> `(no name)`. */
export function readable(name) {
    if (name === '')
        return '(no name)';
    const text = name.replace(CONTROLS, pictureOf);
    return BLANKS.test(text) ? '(blank)' : text;
}
/**
 * A readable name as a part of a longer text, such as a title or what a screen reader says: its direction ends with it.
 * Elements need no such marks, they have `<bdi>`.
 */
export function isolated(name) {
    const text = readable(name);
    return TURNS.test(text) ? `\u2068${text}\u2069` : text;
}
/** As a URL can hold it. */
export function wellFormed(name) {
    return name.replace(LONE_SURROGATES, '\ufffd');
}
/** At most so many characters, the end cut off. */
export function clipped(text, most) {
    return text.length <= most ? text : `${wellFormed(text.slice(0, most - 1))}…`;
}
/** The symbol that Unicode has for a control character: ␀ for NUL, ␊ for a line feed. */
function pictureOf(character) {
    const code = character.codePointAt(0);
    if (code < 0x20)
        return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f)
        return '␡';
    return character === '\u2028' || character === '\u2029' || code === 0x85 ? '␤' : '�';
}
//# sourceMappingURL=names.js.map