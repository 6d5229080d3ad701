import { Frame, Place, type SourceFunction } from './frame.js';
import { Kind, type Lexer } from './lexer.js';
import { callbackText } from './text.js';

/** What is known in the middle of reading source text: open brackets, the last token, functions so far. */
export class Reader {
  readonly found: SourceFunction[] = [];
  readonly lexer: Lexer;
  readonly #frames: Frame[] = [new Frame(Place.Block, 0, undefined, undefined)];
  /** The innermost open bracket. */
  top = this.#frames[0] as Frame;

  /** Whether what was read last is an operand, so that an operator or a bracket behind it belongs to it. */
  operand = false;
  /** Whether a statement begins here. */
  fresh = true;
  /** Where the words before it are, `export default` for example; -1 for none. */
  statement = -1;
  /** Whether the last token was a word that began its statement: a label, if `:` follows. */
  first = false;
  /** The last token: its kind, its text where it is a word, its first character, where it ended. */
  kind = Kind.End;
  word = '';
  char = '';
  end = 0;
  /** Where the member expression that ends here begins, -1 for none; and whether `new` is before it. */
  chain = -1;
  constructs = false;
  /** Where `async` is, if it was the last token, or the one before a parameter. */
  async = -1;
  /** The arrow function whose `=>` was the last token. */
  arrow: SourceFunction | undefined;
  /** The function that the last token ended. */
  closed: SourceFunction | undefined;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  /** The text of the member expression that ends with the last token, '' for none. */
  get chainText(): string {
    return this.chain === -1 || this.end - this.chain > 200 ? '' : this.lexer.text.slice(this.chain, this.end);
  }

  expectOperand(): void {
    this.operand = false;
    this.chain = -1;
    this.constructs = false;
  }

  /** An operand has ended that is no member expression; one may go on from it. */
  isOperand(): void {
    this.operand = true;
    this.chain = -1;
    this.constructs = false;
  }

  beginChain(at: number): void {
    this.operand = true;
    this.chain = at;
    this.constructs = this.word === 'new' && this.kind === Kind.Word;
  }

  isKey(key: string, at: number): void {
    this.top.key = key;
    if (this.top.memberStart === -1) this.top.memberStart = at;
    this.operand = true;
  }

  endStatement(): void {
    this.endArrows();
    this.top.endStatement();
    this.expectOperand();
    this.fresh = true;
  }

  /** Ends arrow functions without braces: whatever was read ends the expression they consist of. */
  endArrows(): void {
    while (this.top.place === Place.Arrow) {
      this.closed = this.top.of;
      if (this.closed !== undefined) this.closed.end = this.end;
      this.#pop();
    }
  }

  push(place: Place, at: number, of?: SourceFunction): Frame {
    const outer = this.top;
    const isCode = place === Place.Body || place === Place.Arrow;
    const frame = new Frame(place, at, isCode ? of : outer.owner, of);
    if (place === Place.Arrow) frame.returning = true;
    if (place === Place.Group || place === Place.Array) {
      const suffix = place === Place.Array ? '[]' : '';
      frame.label = outer.target !== '' && suffix !== '' ? outer.target + suffix : this.#labelHere();
      if (suffix === '') frame.bind(outer.target, outer.targetStart);
    }
    frame.chain = this.chain;
    frame.before = this.async;
    this.#frames.push(frame);
    this.top = frame;
    this.expectOperand();
    return frame;
  }

  /**
   * Closes the innermost bracket of these kinds with all in it, so that one that is missing does little harm.
   * Undefined if none is open.
   */
  close(places: readonly Place[]): Frame | undefined {
    this.endArrows();
    const at = this.#frames.findLastIndex(({ place }) => places.includes(place));
    if (at < 1) return undefined;
    const frame = this.#frames[at];
    while (this.#frames.length > at) this.#pop();
    return frame;
  }

  /** A function that begins here. */
  add(head: number, start: number, declared: boolean, name = ''): SourceFunction {
    const { top } = this;
    const isBound = top.target !== '' && top.targetStart !== -1;
    const added = {
      start,
      head: isBound ? Math.min(head, top.targetStart) : head,
      body: start,
      end: Number.POSITIVE_INFINITY,
      name,
      target: top.target,
      label: this.#labelHere(),
      memberOf: top.place === Place.Class ? top.of : undefined,
      parent: top.owner,
      declared,
      called: false,
    };
    top.targetStart = -1;
    this.found.push(added);
    return added;
  }

  #pop(): void {
    this.#frames.pop();
    this.top = this.#frames[this.#frames.length - 1] as Frame;
  }

  #labelHere(): string {
    const { place, label, callee, constructs, argument, returning } = this.top;
    if (label !== '') return label;
    if (place === Place.Call) return callbackText(callee, constructs, argument);
    return returning ? 'returned' : 'function';
  }
}
