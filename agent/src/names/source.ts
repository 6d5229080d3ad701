import type { Sliced } from '../slices.js';
import type { SourceFunction } from './frame.js';
import { findFunctions } from './functions.js';
import type { Position } from './mappings.js';
import { ownName, stableNames } from './stable.js';

/** A function of a source file, and where in it V8 would say that it begins. */
export interface NamedFunction extends Position {
  readonly name: string;
  /** Whether it has a name of its own, or from what it is bound to: V8 would know it by that. */
  readonly isNamed: boolean;
}

/** Headers lie in each other where parameters have functions as defaults, or conditions before a function do. */
const MOST_NESTED_HEADERS = 8;

const LINES_A_SLICE = 2000;

/** The functions of one source file. */
export class Source {
  readonly #text: string;
  readonly #functions: readonly SourceFunction[];
  readonly #names: readonly string[];
  /** Where each line begins. */
  readonly #lines: readonly number[];

  private constructor(
    text: string,
    functions: readonly SourceFunction[],
    names: readonly string[],
    lines: readonly number[],
  ) {
    this.#text = text;
    this.#functions = functions;
    this.#names = names;
    this.#lines = lines;
  }

  /** Reads source text, in slices. `file` says by its extension whether it may contain JSX. */
  static *of(text: string, file: string): Sliced<Source> {
    const functions = yield* findFunctions(text, !/\.[cm]?ts$/.test(file));
    const lines = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
      lines.push(at + 1);
      if (lines.length % LINES_A_SLICE === 0) yield;
    }
    return new Source(text, functions, yield* stableNames(functions), lines);
  }

  /** The function that begins exactly here. */
  startingAt(position: Position): NamedFunction | undefined {
    const offset = this.#offset(position);
    return this.#lastWhere(offset, ({ start }) => start === offset);
  }

  /** The function in whose header this is, from its first word to the brace of its body, or the blanks before that. */
  headedAt(position: Position): NamedFunction | undefined {
    let offset = this.#offset(position);
    while (' \t'.includes(this.#text.charAt(offset) || '-')) offset++;
    return this.#lastWhere(offset, ({ body }) => body >= offset);
  }

  /**
   * The function that begins between two positions: the innermost that the second is in, if the first is not. Maps
   * leave out where an arrow function without parameters begins, but not what it does.
   */
  beginningBetween(before: Position, after: Position): NamedFunction | undefined {
    const [from, until] = [this.#offset(before), this.#offset(after)];
    let innermost = this.#functions[this.#headsUpTo(until) - 1];
    while (innermost !== undefined && innermost.end < until) innermost = innermost.parent;
    if (innermost === undefined || innermost.head <= from) return undefined;
    return this.#named(this.#functions.indexOf(innermost));
  }

  /** The function that begins on a line, if it is the only one: some maps know lines alone. */
  onlyOneOn(line: number): NamedFunction | undefined {
    const first = this.#headsUpTo(this.#offset({ line, column: -1 }));
    const next = this.#headsUpTo(this.#offset({ line: line + 1, column: -1 }));
    return next === first + 1 ? this.#named(first) : undefined;
  }

  /** Of the functions that begin at an offset or just before it, the last that fits. */
  #lastWhere(offset: number, fits: (one: SourceFunction) => boolean): NamedFunction | undefined {
    const last = this.#headsUpTo(offset) - 1;
    for (let index = last; index >= 0 && index > last - MOST_NESTED_HEADERS; index--) {
      if (fits(this.#functions[index] as SourceFunction)) return this.#named(index);
    }
    return undefined;
  }

  #named(index: number): NamedFunction {
    const one = this.#functions[index] as SourceFunction;
    const line = upperBound(this.#lines.length, (at) => this.#lines[at] as number, one.start) - 1;
    const column = one.start - (this.#lines[line] as number);
    return { name: this.#names[index] as string, isNamed: ownName(one) !== '', line, column };
  }

  /** How many functions begin at an offset or before it. */
  #headsUpTo(offset: number): number {
    return upperBound(this.#functions.length, (at) => (this.#functions[at] as SourceFunction).head, offset);
  }

  /** -1 for a position that is not in the text. */
  #offset({ line, column }: Position): number {
    const start = this.#lines[line];
    return start === undefined ? -1 : start + column;
  }
}

/** How many of `length` ascending offsets are at `offset` or before it. */
function upperBound(length: number, at: (index: number) => number, offset: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(middle) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
