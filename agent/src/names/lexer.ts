import { KNOWN } from './words.js';

/** What a token is. Punctuation is known by its first character, except for those that have a kind of their own. */
export enum Kind {
  End,
  Word,
  Number,
  Text,
  /** A piece of a template up to its end, or up to `${` where `opens` is true. */
  Template,
  Regex,
  Punctuation,
  /** `=>` */
  Arrow,
  /** `=` and the logical assignments, which name functions too. */
  Assign,
  /** `.` and `?.` */
  Dot,
  /** Any other operator: what follows is an operand. */
  Operator,
  /** `++`, `--` and `!`: after an operand on the same line they leave it one. */
  Postfix,
}

const WORD = 1;
const DIGIT = 2;
const CLASS = new Uint8Array(128);
for (const char of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_#\\') CLASS[char.charCodeAt(0)] = WORD;
for (const char of '0123456789') CLASS[char.charCodeAt(0)] = WORD | DIGIT;

/** The words that mean something, by first letter and length: most words are none, and need not be cut out. */
const KEYWORDS = new Map<number, string[]>();
for (const word of KNOWN) {
  const slot = slotOf(word.charCodeAt(0), word.length);
  KEYWORDS.set(slot, [...(KEYWORDS.get(slot) ?? []), word]);
}
const LONGEST_KEYWORD = Math.max(...[...KNOWN].map(({ length }) => length));

function slotOf(firstCharacter: number, length: number): number {
  return firstCharacter * 16 + length;
}

const OPERATORS: readonly (readonly [RegExp, Kind])[] = [
  [/=>/y, Kind.Arrow],
  [/\?\?=|\|\|=|&&=|=(?!=)/y, Kind.Assign],
  [/\?\.(?!\d)|\.(?!\.\.)/y, Kind.Dot],
  [/\+\+|--|!(?!=)/y, Kind.Postfix],
  [/\.\.\.|===?|!==?|\?\?|\|\||&&|[+\-*/%^&|]=?|~/y, Kind.Operator],
];

/** Punctuation that is never part of an operator worth knowing. */
const BRACKETS = new Uint8Array(128);
for (const char of '()[]{};,:<>@') BRACKETS[char.charCodeAt(0)] = 1;

/**
 * Cuts JavaScript, TypeScript or JSX into tokens. Knows no grammar: whether a `/` begins a regular expression its
 * reader has to say. Never fails: what is broken ends at the end of its line.
 */
export class Lexer {
  kind = Kind.End;
  start = 0;
  end = 0;
  /** Whether a line ended before this token. */
  afterNewline = false;
  /** Whether this piece of a template ends with `${`. */
  opens = false;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    if (text.startsWith('#!')) this.end = this.#lineEnd(0);
  }

  /** The first character of the token. */
  get char(): string {
    return this.text.charAt(this.start);
  }

  get word(): string {
    return this.text.slice(this.start, this.end);
  }

  /** The word, if it is one of those that mean something; '' else. */
  get keyword(): string {
    const length = this.end - this.start;
    if (this.kind !== Kind.Word || length > LONGEST_KEYWORD) return '';
    const candidates = KEYWORDS.get(slotOf(this.text.charCodeAt(this.start), length));
    return candidates?.find((word) => this.text.startsWith(word, this.start)) ?? '';
  }

  /** Moves to the next token. `expectsOperand`: a `/` here begins a regular expression. */
  next(expectsOperand: boolean): void {
    this.#skipBlank();
    this.start = this.end;
    if (this.start >= this.text.length) {
      this.kind = Kind.End;
      return;
    }
    const code = this.text.charCodeAt(this.start);
    const characterClass = code < 128 ? (CLASS[code] as number) : WORD;
    if (characterClass !== 0) this.#word((characterClass & DIGIT) !== 0);
    else if (code === 34 || code === 39) this.#string(code);
    else if (code === 96) this.template(this.start + 1);
    else if (code === 47 && expectsOperand) this.#regex();
    else this.#punctuation(code);
  }

  /** Reads on in a template, from behind its opening backtick or the end of a substitution. */
  template(from: number): void {
    const { text } = this;
    this.kind = Kind.Template;
    this.opens = false;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) at++;
      else if (code === 96) break;
      else if (code === 36 && text.charCodeAt(at + 1) === 123) {
        this.opens = true;
        break;
      }
    }
    this.end = Math.min(at + (this.opens ? 2 : 1), text.length);
  }

  /** Moves to the next character of a JSX text that means something: `{` or `<`. */
  jsxText(): void {
    let at = this.end;
    while (at < this.text.length && !'{<'.includes(this.text.charAt(at))) at++;
    this.start = at;
    this.kind = at < this.text.length ? Kind.Punctuation : Kind.End;
    this.end = Math.min(at + 1, this.text.length);
  }

  /** A string in a JSX tag has no escapes, and may have several lines. */
  jsxString(): void {
    const close = this.text.indexOf(this.char, this.start + 1);
    this.end = close === -1 ? this.text.length : close + 1;
  }

  #skipBlank(): void {
    const { text } = this;
    this.afterNewline = false;
    let at = this.end;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || code === 13 || code === 0x2028 || code === 0x2029) this.afterNewline = true;
      else if (code === 47 && text.charCodeAt(at + 1) === 47) at = this.#lineEnd(at) - 1;
      else if (code === 47 && text.charCodeAt(at + 1) === 42) {
        const close = text.indexOf('*/', at + 2);
        const end = close === -1 ? text.length : close + 2;
        if (text.slice(at, end).includes('\n')) this.afterNewline = true;
        at = end - 1;
      } else if (code > 32 && !isBlank(code)) break;
    }
    this.end = at;
  }

  #lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end === -1 ? this.text.length : end;
  }

  #word(isNumber: boolean): void {
    const { text } = this;
    this.kind = isNumber ? Kind.Number : Kind.Word;
    let at = this.start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code < 128 ? CLASS[code] !== 0 : !isBlank(code)) continue;
      // 1.5 is one number; of 1..toString() the second dot is no part of it.
      if (!isNumber || code !== 46 || text.charCodeAt(at - 1) === 46) break;
    }
    this.end = at;
  }

  #string(quote: number): void {
    const { text } = this;
    this.kind = Kind.Text;
    let at = this.start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) at++;
      else if (code === quote || code === 10) break;
    }
    this.end = Math.min(text.charCodeAt(at) === quote ? at + 1 : at, text.length);
  }

  #regex(): void {
    const { text } = this;
    this.kind = Kind.Regex;
    let inSet = false;
    let at = this.start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) at++;
      else if (code === 91) inSet = true;
      else if (code === 93) inSet = false;
      else if (code === 10 || (code === 47 && !inSet)) break;
    }
    if (text.charCodeAt(at) === 47) at++;
    while (at < text.length && CLASS[text.charCodeAt(at)]) at++;
    this.end = Math.min(at, text.length);
  }

  #punctuation(code: number): void {
    const { text, start } = this;
    this.kind = Kind.Punctuation;
    this.end = start + 1;
    if (BRACKETS[code] === 1) return;
    for (const [pattern, kind] of OPERATORS) {
      pattern.lastIndex = start;
      if (!pattern.test(text)) continue;
      this.kind = kind;
      this.end = pattern.lastIndex;
      return;
    }
  }
}

/** What ends a word beyond ASCII: spaces and ends of lines. */
function isBlank(code: number): boolean {
  return code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029;
}
