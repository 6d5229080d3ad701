import type { Labels } from '@perf/profile';
import { RE2JS } from 're2js';
import { Refusal } from './errors.js';

/** `cpu{service="checkout",region=~"eu-.*"}`: a sample type in front, PromQL's matchers behind it. */
export interface Selector {
  /** pprof's type, `cpu`; or `type/unit`, `cpu/nanoseconds`. Empty selects by labels alone. */
  readonly sampleType: string;
  readonly matchers: readonly Matcher[];
}

export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** A label that is absent has the value ''. Regexes match the whole value. */
export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  matches(value: string): boolean;
}

const typePattern = /[A-Za-z_][\w./-]*/y;
const namePattern = /[A-Za-z_][\w.-]*/y;
const operatorPattern = /=~|!~|!=|=/y;
const stringPattern = /"(?:[^"\\]|\\.)*"/y;
const spacePattern = /\s*/y;

/** Parses a selector. Mistakes are refused with their position and what was expected there. */
export function parseSelector(text: string, maxLength = 4_096): Selector {
  if (text.length > maxLength) {
    throw new Refusal(400, `The selector has ${text.length} characters; at most ${maxLength} are read. Shorten it.`);
  }
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return null;
    at = pattern.lastIndex;
    return found[0];
  };
  const skip = (): void => void take(spacePattern);
  const expected = (what: string): Refusal =>
    new Refusal(
      400,
      `Selector: expected ${what} at character ${at + 1} of ${JSON.stringify(text)}. ` +
        `A selector reads cpu{service="checkout",region=~"eu-.*"}.`,
    );

  skip();
  const sampleType = take(typePattern) ?? '';
  skip();
  const matchers: Matcher[] = [];
  if (text[at] === '{') {
    at++;
    skip();
    while (text[at] !== '}') {
      const name = take(namePattern);
      if (name === null) throw expected('a label name or "}"');
      skip();
      const operator = take(operatorPattern) as MatchOperator | null;
      if (operator === null) throw expected('one of = != =~ !~');
      skip();
      const start = at;
      const quoted = take(stringPattern);
      if (quoted === null) throw expected('a value in double quotes');
      matchers.push(matcher(name, operator, unquote(quoted, start)));
      skip();
      if (text[at] === ',') {
        at++;
        skip();
      } else if (text[at] !== '}') {
        throw expected('"," or "}"');
      }
    }
    at++;
    skip();
  }
  if (at !== text.length) throw expected(sampleType === '' ? 'a sample type such as cpu' : '"{" or the end');
  return { sampleType, matchers };
}

/** The text of a selector, which parses to the same again. */
export function printSelector({ sampleType, matchers }: Selector): string {
  const printed = matchers.map(({ name, operator, value }) => `${name}${operator}${quote(value)}`);
  return `${sampleType}{${printed.join(',')}}`;
}

/** One matcher. Regexes run on RE2, in time linear to the value, are anchored at both ends, and `.` is any character. */
export function matcher(name: string, operator: MatchOperator, value: string): Matcher {
  if (operator === '=') return { name, operator, value, matches: (v) => v === value };
  if (operator === '!=') return { name, operator, value, matches: (v) => v !== value };
  let regex: RE2JS;
  try {
    regex = RE2JS.compile(value, RE2JS.DOTALL);
  } catch (error) {
    throw new Refusal(
      400,
      `Selector: ${name}${operator}"${value}" is not a regular expression (RE2): ${mistakeIn(error)}.`,
    );
  }
  const wanted = operator === '=~';
  return { name, operator, value, matches: (v) => regex.matches(v) === wanted };
}

/**
 * Splits the matchers by what a series can decide: false, it does not match whatever its samples carry;
 * otherwise the matchers left for the labels inside its profiles.
 */
export function matchSeries(matchers: readonly Matcher[], labels: Labels): readonly Matcher[] | false {
  const open: Matcher[] = [];
  for (const m of matchers) {
    const value = labelOf(labels, m.name);
    if (value === undefined) open.push(m);
    else if (!m.matches(value)) return false;
  }
  return open;
}

/** The value of a label. Label names are anybody's: `constructor` is one, and every object has that. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n', t: '\t', r: '\r' };

function quote(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** The text between the quotes. An escape of regular expressions needs two backslashes, as in PromQL: `"eu-\\d+"`. */
function unquote(quoted: string, start: number): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, (written, c: string, offset: number) => {
    const text = Object.hasOwn(escapes, c) ? escapes[c] : undefined;
    if (text === undefined) {
      throw new Refusal(
        400,
        `Selector: ${written} at character ${start + offset + 2} is not an escape: write \\${written} for a backslash ` +
          `and ${JSON.stringify(c)}. There are \\\\ \\" \\n \\t \\r.`,
      );
    }
    return text;
  });
}

/** What RE2 says, without the flag it writes in front of the expression. */
function mistakeIn(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace('(?s)', '');
}
