/** Foreign text in Markdown as GitHub reads it: one line, shown as it is, inside and outside of tables. */

const MOST_CHARACTERS = 200;
/** What ends a line, moves the cursor or turns the direction of what follows: written down instead of done. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
/** Punctuation that means something in Markdown or in its tables. */
const SPECIAL = /[\\`*_[\]<>&|~$]/g;

/**
 * A name as a code span. Where a span could not hold it (it has a backtick, a pipe or a backslash), or there is nothing to be
 * seen in it, as plain text whose every special character is escaped.
 *
 * @example
 * code('Array.map') // `Array.map`
 * code('a|b') // a\|b
 */
export function code(name: string): string {
  const line = visible(name);
  if (line.trim() === '') return name === '' ? '(no name)' : '(blank)';
  return /[`|\\]/.test(line) ? escaped(line) : `\`${line}\``;
}

/** Text among other text. */
export function plain(text: string): string {
  return escaped(visible(text));
}

function escaped(line: string): string {
  return line.replace(SPECIAL, '\\$&').trim();
}

/** On one line, cut off where it has more characters; not escaped. */
export function visible(text: string, most = MOST_CHARACTERS): string {
  const characters = Array.from(text.slice(0, 2 * most));
  const cut = characters.length > most || text.length > 2 * most;
  const kept = cut ? `${characters.slice(0, most).join('')}…` : text;
  return kept.replace(/\s+/g, ' ').replace(INVISIBLE, (character) => `U+${hex(character)}`);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
