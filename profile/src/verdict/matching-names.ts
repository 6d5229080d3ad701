const MODIFIERS = /^(?:(?:async|get|set|static|bound|function\*?|\*) ?(?=\s)\s*)+/;
const COPY = /\$\d+$/;
const ORDINAL = /^(.*) #(\d+)$/s;
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;
const MOST_EDITED = 64;

/**
 * A name without what says how a function is defined, and without the number that a bundler adds.
 *
 * @example plainName('bound async load$1') // 'load'
 */
export function plainName(name: string): string {
  const plain = name.replace(MODIFIERS, '').replace(COPY, '');
  return plain === '' ? name : plain;
}

/** `app.get callback #2`: the text, and which of several such it is; 1 where it does not say. */
export function splitOrdinal(name: string): { readonly text: string; readonly ordinal: number } {
  const found = name.endsWith(')') ? null : ORDINAL.exec(name);
  return found === null ? { text: name, ordinal: 1 } : { text: found[1] as string, ordinal: Number(found[2]) };
}

/** The words of a name or a path in lower case: those of `src/parseHTTPHeader.js` are src, parse, http, header, js. */
export function wordsOf(text: string): string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase());
}

/** Dice's coefficient of two bags of words: 0 to 1. */
export function dice(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    common++;
    left.set(word, count - 1);
  }
  return (2 * common) / (a.length + b.length);
}

/** 1 less Levenshtein's distance as a share of the longer one, of the first 64 characters. */
export function editSimilarity(a: string, b: string): number {
  if (a === b) return 1;
  const [from, to] = [a.slice(0, MOST_EDITED), b.slice(0, MOST_EDITED)];
  const longest = Math.max(from.length, to.length);
  const row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    let diagonal = row[0] as number;
    row[0] = i;
    for (let j = 1; j <= to.length; j++) {
      const above = row[j] as number;
      const swap = diagonal + (from.charCodeAt(i - 1) === to.charCodeAt(j - 1) ? 0 : 1);
      row[j] = Math.min(above + 1, (row[j - 1] as number) + 1, swap);
      diagonal = above;
    }
  }
  return 1 - (row[to.length] as number) / longest;
}
